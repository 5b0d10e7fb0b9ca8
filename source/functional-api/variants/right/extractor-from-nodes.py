# route: reads the results of the calls off the nodes of the graph; the input layer is in the dict
# %% q4
def all_layer_outputs(model):
    wanted = {}
    for nodes in model._nodes_by_depth.values():
        for node in nodes:
            wanted.setdefault(node.operation.name, []).append((node.operation._inbound_nodes.index(node), node.output_tensors[0]))
    outputs = {}
    for name, found in wanted.items():
        tensors = [tensor for _, tensor in sorted(found, key=lambda pair: pair[0])]
        outputs[name] = tensors if len(tensors) > 1 else tensors[0]
    return keras.Model(model.inputs, outputs)
