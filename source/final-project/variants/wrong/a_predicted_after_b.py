# mistake: phase a is recorded when phase b has already trained its model
# fails: p7_csv
# %% p7b
def run_project(splits, cfg, folder):
    """Run phases a, b and c; write predictions.csv, histories.json and fingerprints.json into `folder`."""
    train, val, test = splits["train"], splits["val"], splits["test"]
    tables, histories = [], {}
    prints = {"pretrained": {"base": fingerprint(split_variables(build_model())[0])}}

    def record(phase, model, history):
        proba = predict_proba(model, test["sentence"])
        tables.append(pd.DataFrame({
            "phase": phase, "row_id": test["row_id"].to_numpy(), "split": "test", "y_true": test["label"].to_numpy(),
            "p_negative": proba[:, 0], "p_neutral": proba[:, 1], "p_positive": proba[:, 2], "y_pred": proba.argmax(axis=1),
        }))
        histories[phase] = {key: value for key, value in history.items() if key not in ("start", "end")}
        prints[f"{phase}_start"], prints[f"{phase}_end"] = history["start"], history["end"]

    model, history = run_head_only(train, val, cfg)
    model_b, history_b = run_head_then_all(model, train, val, cfg)
    record("a", model, history)
    record("b", model_b, history_b)
    record("c", *run_all_at_once(train, val, cfg))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pd.concat(tables).to_csv(folder / "predictions.csv", index=False)
    (folder / "histories.json").write_text(json.dumps(histories))
    (folder / "fingerprints.json").write_text(json.dumps(prints))
