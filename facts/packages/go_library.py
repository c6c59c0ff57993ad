"""Since which Go its standard library has a function, type, variable, constant or method: the lists of Go's own api directory, from 1.17 on.

Left out are packages for tools alone (syscall, debug, go, runtime, testing), whose names are chosen by build tags.
"""

from functools import lru_cache

_SINCE = """
archive/tar 20 ErrInsecurePath
archive/tar 23 FileInfoNames
archive/zip 20 ErrInsecurePath
bytes 18 Cut
bytes 20 Clone CutPrefix CutSuffix
bytes 21 ContainsFunc
bytes 24 FieldsFuncSeq FieldsSeq Lines SplitAfterSeq SplitSeq
cmp 22 Or
compress/lzw 17 Reader Writer
context 20 CancelCauseFunc Cause WithCancelCause
context 21 AfterFunc WithDeadlineCause WithTimeoutCause WithoutCancel
crypto 25 MessageSigner SignMessage
crypto 26 Decapsulator Encapsulator
crypto/cipher 24 NewGCMWithRandomNonce
crypto/ecdh 26 KeyExchanger
crypto/ecdsa 25 ParseRawPrivateKey ParseUncompressedPublicKey
crypto/ed25519 20 Options VerifyWithOptions
crypto/fips140 26 Enforced Version WithoutEnforcement
crypto/rand 24 Text
crypto/rsa 26 EncryptOAEPWithOptions
crypto/subtle 20 XORBytes
crypto/subtle 24 WithDataIndependentTiming
crypto/tls 20 CertificateVerificationError
crypto/tls 21 AlertError NewResumptionState ParseSessionState QUICClient QUICConfig QUICConn QUICEncryptionLevel
crypto/tls 21 QUICEncryptionLevelApplication QUICEncryptionLevelEarly QUICEncryptionLevelHandshake QUICEncryptionLevelInitial
crypto/tls 21 QUICEvent QUICEventKind QUICHandshakeDone QUICNoEvent QUICRejectedEarlyData QUICServer QUICSessionTicketOptions
crypto/tls 21 QUICSetReadSecret QUICSetWriteSecret QUICTransportParameters QUICTransportParametersRequired QUICWriteData
crypto/tls 21 SessionState VersionName
crypto/tls 23 ECHRejectionError QUICResumeSession QUICStoreSession
crypto/tls 24 EncryptedClientHelloKey X25519MLKEM768
crypto/tls 26 QUICErrorEvent SecP256r1MLKEM768 SecP384r1MLKEM1024
crypto/x509 19 ParseRevocationList
crypto/x509 20 SetFallbackRoots
crypto/x509 21 RevocationListEntry
crypto/x509 22 OID OIDFromInts
crypto/x509 23 ParseOID
crypto/x509 24 NoValidChains PolicyMapping
crypto/x509 26 OIDFromASN1OID
database/sql 17 NullByte NullInt16
database/sql 22 Null
encoding 24 BinaryAppender TextAppender
encoding/binary 19 AppendByteOrder AppendUvarint AppendVarint
encoding/binary 21 NativeEndian
encoding/binary 23 Append Decode Encode
encoding/hex 22 AppendDecode AppendEncode
errors 20 Join
errors 21 ErrUnsupported
errors 26 AsType
flag 19 TextVar
flag 21 BoolFunc
fmt 19 Append Appendf Appendln
fmt 20 FormatString
hash 25 Cloner XOF
hash/maphash 19 Bytes String
hash/maphash 24 Comparable WriteComparable
html/template 21 ErrJSTemplate
image 17 RGBA64Image
image/draw 17 RGBA64Image
io 20 NewOffsetWriter OffsetWriter
io/fs 17 FileInfoToDirEntry
io/fs 20 SkipAll
io/fs 21 FormatDirEntry FormatFileInfo
io/fs 25 Lstat ReadLink ReadLinkFS
log/slog 22 SetLogLoggerLevel
log/slog 24 DiscardHandler
log/slog 25 GroupAttrs
log/slog 26 MultiHandler NewMultiHandler
maps 23 All Collect Insert Keys Values
math/rand/v2 23 Uint
mime/multipart 25 FileContentDisposition
net 18 TCPAddrFromAddrPort UDPAddrFromAddrPort
net 20 FlagRunning
net 23 KeepAliveConfig
net/http 17 AllowQuerySemicolons
net/http 18 MaxBytesHandler
net/http 19 MaxBytesError
net/http 20 NewResponseController ResponseController
net/http 21 ErrSchemeMismatch
net/http 22 FileServerFS NewFileTransportFS ServeFileFS
net/http 23 ParseCookie ParseSetCookie
net/http 24 HTTP2Config Protocols
net/http 25 CrossOriginProtection NewCrossOriginProtection
net/http 26 ClientConn
net/http/httptest 23 NewRequestWithContext
net/http/httputil 20 ProxyRequest
net/netip 20 IPv6LinkLocalAllRouters IPv6Loopback
net/url 19 JoinPath
os 23 CopyFS
os 24 OpenInRoot OpenRoot Root
os 26 ErrNoHandle
os/exec 19 ErrDot
os/exec 20 ErrWaitDelay
path/filepath 20 IsLocal SkipAll
path/filepath 23 Localize
reflect 17 VisibleFields
reflect 18 Pointer PointerTo
reflect 22 TypeFor
reflect 23 SliceAt
reflect 25 TypeAssert
regexp/syntax 19 ErrNestingDepth
regexp/syntax 20 ErrLarge
slices 22 Concat
slices 23 All AppendSeq Backward Chunk Collect Repeat Sorted SortedFunc SortedStableFunc Values
sort 19 Find
strconv 17 QuotedPrefix
strings 18 Clone Cut
strings 20 CutPrefix CutSuffix
strings 21 ContainsFunc
strings 24 FieldsFuncSeq FieldsSeq Lines SplitAfterSeq SplitSeq
sync 21 OnceFunc OnceValue OnceValues
sync/atomic 19 Bool Int32 Int64 Pointer Uint32 Uint64 Uintptr
sync/atomic 23 AndInt32 AndInt64 AndUint32 AndUint64 AndUintptr OrInt32 OrInt64 OrUint32 OrUint64 OrUintptr
text/template/parse 17 SkipFuncCheck
text/template/parse 18 BreakNode ContinueNode NodeBreak NodeContinue
time 17 Layout UnixMicro UnixMilli
time 20 DateOnly DateTime TimeOnly
unicode 21 Cypro_Minoan Kawi Nag_Mundari Old_Uyghur Tangsa Toto Vithkuqi
unicode 25 CategoryAliases Cn LC
unicode/utf16 20 AppendRune
unicode/utf16 23 RuneLen
unicode/utf8 18 AppendRune
"""

# Methods whose names no older type of the library has.
_METHODS = """
archive/zip 17 CreateRaw OpenRaw
crypto/ecdh 20 Curve
crypto/hpke 26 Export
crypto/mlkem 24 Decapsulate Encapsulate EncapsulationKey
crypto/mlkem 26 Encapsulator
crypto/tls 17 HandshakeContext
crypto/tls 18 NetConn
crypto/tls 21 DecryptTicket EncryptTicket HandleData NextEvent ResumptionState SendSessionTicket SetTransportParameters
crypto/tls 23 StoreSession
crypto/x509 22 AddCertWithConstraint EqualASN1OID
crypto/x509 26 OID
encoding/csv 17 FieldPos
encoding/xml 19 InputPos
flag 19 TextVar
flag 21 BoolFunc
math/big 22 FloatPrec
net 18 AddrPort LookupNetIP ReadFromUDPAddrPort ReadMsgUDPAddrPort WriteMsgUDPAddrPort WriteToUDPAddrPort
net 21 MultipathTCP SetMultipathTCP
net 23 SetKeepAliveConfig
net/http 21 EnableFullDuplex
net/http 22 PathValue SetPathValue
net/http 23 CookiesNamed
net/http 24 HTTP1 HTTP2 SetHTTP1 SetHTTP2 SetUnencryptedHTTP2 UnencryptedHTTP2
net/http 25 AddInsecureBypassPattern AddTrustedOrigin SetDenyHandler
net/http 26 InFlight Reserve SetStateHook
net/http/httputil 20 SetURL SetXForwarded
net/url 17 Has
os 24 OpenRoot
os 26 WithHandle
reflect 17 CanConvert
reflect 18 CanComplex CanFloat CanInt CanUint FieldByIndexErr SetIterKey SetIterValue UnsafePointer
reflect 20 SetZero
reflect 23 Seq2
sync 18 TryLock TryRLock
sync 20 CompareAndDelete
time 17 IsDST UnixMicro UnixMilli
time 19 ZoneBounds
"""


@lru_cache(maxsize=1)
def since() -> dict[str, dict[str, int]]:
    """Return the minor version of Go 1 that brought a name, by package and name."""
    return _read(_SINCE)


@lru_cache(maxsize=1)
def methods() -> dict[str, dict[str, int]]:
    """The same for methods."""
    return _read(_METHODS)


def _read(lines: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line in lines.splitlines():
        if line:
            package, minor, *names = line.split()
            found.setdefault(package, {}).update(dict.fromkeys(names, int(minor)))
    return found


@lru_cache(maxsize=8)
def later(oldest: int) -> dict[str, frozenset[str]]:
    """Return the names that came after a version, by package; packages without any are left out."""
    every = {package: frozenset(name for name, minor in names.items() if minor > oldest) for package, names in since().items()}
    return {package: names for package, names in every.items() if names}
