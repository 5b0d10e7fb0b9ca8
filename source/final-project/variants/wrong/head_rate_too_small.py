# mistake: the learning rate of a whole model for a fresh head: phase a stays at the majority
# fails: p8_a
# %% config
project_config = {"mode": None, "seed": 0, "offline": {"lr_head": 1e-5}, "real": {"lr_head": 1e-5}, "gpu": {"lr_head": 5e-5}}
