"""The verifier we hand out: `egret_verify.py` is one file that runs without this project."""
