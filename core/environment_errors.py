"""Words by which tools say that network, permission or credentials are missing, and what to do then."""

import re

_SYMPTOMS = (
    (
        r"could not resolve host|name or service not known|temporary failure in name resolution|no such host"
        # Python's own FileNotFoundError is no ENOTFOUND.
        r"|getaddrinfo|\b(?:enotfound|eai_again)\b|nodename nor servname",
        "the network cannot be reached: run again with network access",
    ),
    (
        r"connection refused|connection reset|network is unreachable|no route to host|\b(?:econnrefused|econnreset)\b"
        r"|connection timed out|timed out while|tls handshake|failed to connect|spurious network error|proxyconnect",
        "the server cannot be reached: run again with network access",
    ),
    (
        r"authentication failed|not logged in|gh auth login|could not read username|permission denied \(publickey"
        r"|bad credentials|http 401|http 403|\b(?:e401|eneedauth)\b",
        "access was denied: log in, then run again",
    ),
    (
        r"dubious ownership|could not read from remote repository",
        "the repository cannot be read: run again as its owner, or with access to it (the log contains git's message)",
    ),
    (r"permission denied|operation not permitted|read-only file system", "permission was denied: run again with write access"),
    (
        r"toolchain '[^']*' is not installed|component '[^']*' .*not (installed|available)",
        "a pinned toolchain is missing: install it with rustup, or choose a different one with RUSTUP_TOOLCHAIN",
    ),
    (r"no space left on device|disk quota exceeded", "the disk is full: free some space, then run again"),
)
# For the page on troubleshooting: the words of each pattern, and what to do then.
ADVICE = tuple(
    (tuple(re.split(r"\|(?![^(]*(?<!\\)\))", re.sub(r"\\b\(\?:(.*?)\)\\b", r"\1", pattern))), advice)
    for pattern, advice in _SYMPTOMS
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), advice) for pattern, advice in _SYMPTOMS)


def symptom(output: str) -> str | None:
    """Return the advice for the first known symptom of a starved environment, or None."""
    return next((advice for pattern, advice in _COMPILED if pattern.search(output)), None)
