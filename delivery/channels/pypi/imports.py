"""A program for the environment of an installed distribution: it imports every module of it, and names what fails.

What fails for want of another distribution counts at the top of a package; deeper down it counts where no extra brings that
distribution and the module is no integration of it. Modules of tests, of other systems and `__main__` are not imported. Run as
text by the interpreter in which the package is installed.
"""

PROGRAM = r"""
import contextlib, importlib, importlib.metadata, io, re, sys, warnings
warnings.simplefilter("ignore")
name = sys.argv[1]
listed = importlib.metadata.files(name)
if listed is None:
    sys.exit(f"{name} is installed without a list of its files (RECORD)")
files = [str(path) for path in listed]
found = set()
for path in files:
    match = re.match(r"((?:[A-Za-z_]\w*/)*[A-Za-z_]\w*)(?:\.py|(?:\.[\w-]+)?\.(?:so|pyd))$", path)
    if match and not re.search(r"(^|/)(tests?|testing|conftest|__main__|setup|docs?|examples?|bench(?:marks?)?|vendor|_vendor|templates?|test_\w+|\w+_test)(/|\.|$)", path):
        found.add(re.sub(r"\.__init__$", "", match[1].replace("/", ".")))
points = importlib.metadata.distribution(name).entry_points
# What a command with an extra of its own starts is for those who asked for that extra, however it says so.
optional = {each.module for each in points if each.extras}
tops = {module.partition(".")[0] for module in found}
plain = lambda word: re.sub(r"[^a-z0-9]", "", word.lower())
extras = [plain(re.match(r"[\w.-]+", text)[0]) for text in importlib.metadata.requires(name) or () if re.search(r"\bextra\b", text)]
def is_there(each):
    try:
        return bool(importlib.metadata.version(each))
    except importlib.metadata.PackageNotFoundError:
        return False
# A module that is called like an extra is for those who asked for it: what the extra's own packages bring is not known here.
absent = {plain(hit[2]) for text in importlib.metadata.requires(name) or ()
          if (hit := re.match(r"([\w.-]+).*\bextra\s*==\s*['\"]([\w.-]+)['\"]", text)) and not is_there(hit[1])}
KNOWN = {"yaml": "pyyaml", "bs4": "beautifulsoup4", "sklearn": "scikitlearn", "cv2": "opencv", "PIL": "pillow", "OpenSSL": "pyopenssl",
         "Crypto": "pycrypto", "dateutil": "pythondateutil", "git": "gitpython", "dotenv": "pythondotenv", "serial": "pyserial", "magic": "pythonmagic",
         "docx": "pythondocx", "botocore": "boto3", "zmq": "pyzmq", "jwt": "pyjwt", "skimage": "scikitimage", "gi": "pygobject", "attr": "attrs", "usb": "pyusb"}
INTEGRATION = re.compile(r"contrib|integrat|plugin|^ext|extension|extra|backend|adapter|compat|bridge|optional|vendor|third_?party|interop|support|driver|^tools?$|^scripts?$|demo")
# What loads a module of this package is there when it does so.
HOSTS = {"pytest", "_pytest", "sphinx", "docutils", "setuptools", "pkg_resources", "wheel", "pip", "django", "flask", "IPython", "ipykernel", "mypy", "flake8", "pylint",
         "astroid", "nose", "hypothesis", "hatchling", "poetry", "mkdocs", "gunicorn", "uwsgi", "airflow", "celery", "scrapy", "streamlit", "notebook", "nbconvert", "pelican", "pre_commit", "babel", "tornado", "twisted", "gevent", "eventlet", "greenlet", "trio", "curio",
         "gi", "gobject", "gtk", "wx", "PyQt4", "PyQt5", "PyQt6", "PySide", "PySide2", "PySide6", "OpenGL", "pyglet", "jupyter", "numpy", "pandas", "Cython", "tkinter", "_tkinter", "matplotlib"}
# Nobody imports a private module by its name; what imports it is tried itself.
is_private = lambda module: any(part.startswith("_") for part in module.split(".")[1:])
def brought(lacking):
    known = plain(KNOWN.get(lacking, lacking))
    return bool(known) and any(each in known or known in each or plain(lacking) in each for each in extras)
# What a program of others loads as its plugin is loaded where that program is.
plugins = {each.module: plain(each.group) for each in points if each.group not in ("console_scripts", "gui_scripts")}
OF_A_SYSTEM = re.compile(r"(^|[._])(win|win32|windows|nt|darwin|macos|osx|mac|posix|unix|linux|android|ios|cygwin)($|[._])")
# What exists on Windows or macOS only.
ELSEWHERE = re.compile(r"win32\w*|pywintypes|pythoncom|sspi|winerror|servicemanager|winrt|System|clr|java|js|pyodide|AppKit|Foundation|CoreFoundation|Quartz|objc|Cocoa")
integrations = set()  # packages in which a module lacks what it is called after
def own_want(module, lacking):
    if module in plugins and (lacking in HOSTS or plain(lacking) and plugins[module].startswith(plain(lacking))):
        return False
    if module in optional and brought(lacking):
        return False
    is_started = any(each.module.partition(".")[0] == module and not each.extras for each in points)
    if module in tops and not is_started and plain(module) != plain(name) and plain(name) in {plain(top) for top in tops} and brought(lacking):
        return False  # an older or smaller package next to the one that the distribution is called after
    if module in tops or is_private(module):
        return module in tops
    if lacking in tops:
        return True
    if any(plain(part) in absent for part in module.split(".")[1:]):
        return False
    if OF_A_SYSTEM.search(module.partition(".")[2]) or ELSEWHERE.fullmatch(lacking):
        return False
    word = plain(lacking)
    stem = re.sub(r"^py(?=\w{3})|^python|(?<=\w{3})\d+$", "", word)
    if lacking in HOSTS or lacking in sys.stdlib_module_names or lacking.startswith("_") or any(INTEGRATION.search(part) for part in module.lower().split(".")[1:]):
        return False
    if any(plain(part) == word or len(plain(part)) > 2 and (plain(part) in word or stem in plain(part)) for part in module.split(".")):
        integrations.add(module.rpartition(".")[0])
        return False
    return not brought(lacking)
CATCHES = re.compile(r"^\s*except\b.*\b(ImportError|ModuleNotFoundError)\b", re.MULTILINE)
failed, wanted, imported = [], [], []
for module in sorted(found):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(module)
        imported.append(module)
    except ModuleNotFoundError as error:
        lacking, text = (error.name or "").partition(".")[0], f"{module}: {type(error).__name__}: {error}"
        if own_want(module, lacking):
            if lacking in tops:
                failed.append((module, text))
            else:
                wanted.append((module, text, lacking))
    except SyntaxError as error:
        failed.append((module, f"{module}: SyntaxError: {error}"))
    except ImportError as error:
        cause = error.__cause__ or error.__context__
        # A module that catches what it lacks gives the name only to those who have it; a name that it does not have at all is missing.
        lost = re.search(r"cannot import name '(\w+)'", str(error))
        if module not in tops and lost and error.path and error.path.endswith(".py"):
            text = open(error.path, encoding="utf-8", errors="replace").read()
            if CATCHES.search(text) and re.search(rf"\b{lost[1]}\b", text):
                continue
        if module in optional and isinstance(cause, ModuleNotFoundError) and brought((cause.name or "").partition(".")[0]):
            continue
        if (error.name or "").partition(".")[0] in tops and not is_private(module) or module in tops:
            failed.append((module, f"{module}: {type(error).__name__}: {error}"))
    except BaseException as error:
        if module in tops and not isinstance(error, SystemExit):
            failed.append((module, f"{module}: {type(error).__name__}: {error}"))
# Deep down, one module alone that wants a distribution is for those who have it: nothing else of the package works with it.
lone = lambda want: want[0].count(".") > 2 and sum(want[2] == other[2] for other in wanted) == 1
failed += [each[:2] for each in wanted if not lone(each) and ((parent := each[0].rpartition(".")[0]) in tops or parent not in integrations)]
left = sorted(found - {*imported})
if left and not imported and not failed:
    failed = [(left[0], f"none of {len(left)} modules could be imported: {', '.join(left[:5])}")]
more = f"; not imported, for want of what is not required: {', '.join(left[:20])}{' ...' if left[20:] else ''}" if left else ""
print(f"{len(imported)} of {len(found)} modules imported{more}" if not failed else "\n".join(text for _, text in sorted(failed)))
sys.exit(bool(failed))
"""
SCRIPTS = r"""
import importlib.metadata, sys
for each in importlib.metadata.distribution(sys.argv[1]).entry_points:
    if each.group == "console_scripts" and not each.extras:
        print(each.name)
"""
