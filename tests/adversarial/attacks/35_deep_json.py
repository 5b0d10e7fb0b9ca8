# class: 35
# attack: JSON that is nested 100,000 deep
# want: V2
# outcome: not a notebook; says so
# status: invalid
# %% forge
data = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
