# class: 34
# attack: an archive under a notebook's name, with paths out of its folder, links and a bomb; others beside it
# want: V2
# outcome: not a notebook; archives are not opened
# status: invalid
# %% forge
import io, tarfile, zipfile
file = io.BytesIO()
with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("../../run.py", "print('unpickled-marker')")
    archive.writestr("/tmp/unpickled-marker", "x")
    archive.writestr("numbers.ipynb", "{}")
    archive.writestr("NUMBERS.ipynb", "{}")
    archive.writestr("bomb", bytes(40 << 20))
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    archive.writestr(link, "/etc/passwd")
data = file.getvalue()
(folder / "more.zip").write_bytes(data)
with tarfile.open(folder / "more.tar.gz", "w:gz") as archive:
    device = tarfile.TarInfo("device")
    device.type = tarfile.CHRTYPE
    archive.addfile(device)
