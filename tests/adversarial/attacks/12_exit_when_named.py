# class: 12 17
# attack: an object that ends the process as soon as its name or class is looked at
# want: V1 V2
# outcome: kernel_died, as for any other way out
# expect: q3_hidden=kernel_died
# %% q3
import os
class Bomb:
    @property
    def __name__(self):
        os._exit(0)
triple = Bomb()
