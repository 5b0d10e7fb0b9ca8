# class: 35
# attack: bytes that are no UTF-8
# want: V2
# outcome: not a notebook; says so
# status: invalid
# %% forge
data = b'{"cells": ["\xff\xfe"], "nbformat": 4}'
