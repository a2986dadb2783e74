"""What every client suite counts and prints: one line a check, then the sum."""
import sys
import time
import traceback

_passed = _failed = 0


def check(name, holds, shown=""):
    """Prints one check; what was found stands beside it when it does not hold."""
    global _passed, _failed
    _passed, _failed = _passed + bool(holds), _failed + (not holds)
    print(f"ok   {name}" if holds else f"FAIL {name} {shown}", flush=True)


def until(ready, seconds=60):
    """Asks again until the answer is true, or too late: then None."""
    deadline = time.time() + seconds
    while time.time() < deadline:
        found = ready()
        if found:
            return found
        time.sleep(0.1)
    return None


def run(main):
    """Runs a suite to its end, and says so when it breaks off."""
    try:
        main()
    except Exception as error:
        traceback.print_exc()
        check("the script runs to its end", False, repr(error))
    end()


def refused(name, work, code, part=""):
    """Holds when MLflow's client is refused with that error code, and the message says `part`."""
    from mlflow.exceptions import MlflowException

    try:
        work()
    except MlflowException as error:
        check(name, error.error_code == code and part in str(error), f"{error.error_code}: {error}")
    else:
        check(name, False, "it was accepted")


def end():
    """The sum as the last line, and exit code 0 when every check held."""
    print(f"{_passed} passed, {_failed} failed")
    sys.exit(1 if _failed else 0)
