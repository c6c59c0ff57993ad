"""A program for the environment of an installed distribution: it imports every module of it, and names what fails.

What fails for want of another distribution counts at the top of a package only: deeper modules may be for an extra. Modules
of tests, of other systems and `__main__` are not imported. Run as text by the interpreter in which the package is installed.
"""

PROGRAM = r"""
import contextlib, importlib, importlib.metadata, io, re, sys, warnings
warnings.simplefilter("ignore")
name = sys.argv[1]
files = [str(path) for path in importlib.metadata.files(name) or ()]
found = set()
for path in files:
    match = re.match(r"((?:[A-Za-z_]\w*/)*[A-Za-z_]\w*)(?:\.py|(?:\.[\w-]+)?\.(?:so|pyd))$", path)
    if match and not re.search(r"(^|/)(tests?|testing|conftest|__main__|setup|docs?|examples?|benchmarks?|vendor|_vendor|templates?)(/|\.|$)", path):
        found.add(re.sub(r"\.__init__$", "", match[1].replace("/", ".")))
tops = {module.partition(".")[0] for module in found}
failed = []
for module in sorted(found):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(module)
    except ModuleNotFoundError as error:
        lacking = (error.name or "").partition(".")[0]
        if lacking in tops or module in tops:
            failed.append(f"{module}: {type(error).__name__}: {error}")
    except SyntaxError as error:
        failed.append(f"{module}: SyntaxError: {error}")
    except ImportError as error:
        if (error.name or "").partition(".")[0] in tops or module in tops:
            failed.append(f"{module}: {type(error).__name__}: {error}")
    except BaseException as error:
        if module in tops and not isinstance(error, SystemExit):
            failed.append(f"{module}: {type(error).__name__}: {error}")
print(f"{len(found)} modules imported" if not failed else "\n".join(failed))
sys.exit(bool(failed))
"""
SCRIPTS = r"""
import importlib.metadata, sys
for each in importlib.metadata.distribution(sys.argv[1]).entry_points:
    if each.group == "console_scripts":
        print(each.name)
"""
