from .songs.tunes import sing
