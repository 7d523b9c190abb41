// What OpenSSL knows of a TLS session and SslStream does not tell: exported keying material and the extended master secret (ADR 0004); and the
// keys of its session tickets, which SslStream never changes. Rules upheld here: the functions come from the one OpenSSL the runtime itself has
// loaded, checked by its version, for a session of another build would crash; whatever is missing or otherwise than expected means
// "not available", never an error; the session is used under the count of its own safe handle, and of its context nothing changes but those keys.
using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Culver.Connections;

/// <summary>Reads from the OpenSSL session beneath an <see cref="SslStream"/>, where there is one.</summary>
internal sealed class OpenSslSession
{
    private const int ExporterLength = 32;

    // SSL_CTRL_GET_EXTMS_SUPPORT of OpenSSL's ssl.h.
    private const int GetExtendedMasterSecret = 122;

    // SSL_CTRL_SET_TLSEXT_TICKET_KEYS of the same: a name of 16 octets and two keys of 32.
    private const int SetTicketKeys = 59;
    private const int TicketKeysLength = 80;

    private static readonly Lazy<Library?> Loaded = new(Library.Load);

    // RFC 9266 §2: the label of the exporter.
    private static readonly byte[] ExporterLabel = "EXPORTER-Channel-Binding"u8.ToArray();

    private readonly Library library;
    private readonly SafeHandle session;

    private OpenSslSession(Library library, SafeHandle session)
    {
        this.library = library;
        this.session = session;
    }

    /// <summary>The session of a stream whose handshake is done; null where it is not OpenSSL's or cannot be reached.</summary>
    public static OpenSslSession? Of(SslStream stream) =>
        Loaded.Value is { } library && library.SessionField.GetValue(stream) is SafeHandle { IsInvalid: false, IsClosed: false } session
            ? new(library, session)
            : null;

    /// <summary>The data of <c>tls-exporter</c>: 32 octets, no context (RFC 9266 §2).</summary>
    public byte[]? Export()
    {
        var material = new byte[ExporterLength];
        return library.Export(session, material, ExporterLength, ExporterLabel, (nuint)ExporterLabel.Length, context: 0, contextLength: 0, useContext: 0) == 1
            ? material
            : null;
    }

    /// <summary>Whether the master secret is bound to the whole handshake, as RFC 7677 §4 wants it; asked below TLS 1.3.</summary>
    public bool HasExtendedMasterSecret() => library.Control(session, GetExtendedMasterSecret, 0, 0) == 1;

    /// <summary>What names the OpenSSL context behind the session: one for each certificate, with and without ALPN, that lives as long as the process serves it.</summary>
    public nint Context => library.ContextOf(session);

    /// <summary>Overwrites the context's keys for session tickets with new ones: no ticket from before is good for anything. False when OpenSSL would not.</summary>
    // A ticket that is sealed or opened by another thread at this moment may be good for nothing either, which costs a whole handshake.
    public bool ReplaceTicketKeys() => library.ControlContext(Context, SetTicketKeys, TicketKeysLength, RandomNumberGenerator.GetBytes(TicketKeysLength)) == 1;

    private sealed class Library
    {
        // int SSL_export_keying_material(SSL *s, unsigned char *out, size_t olen, const char *label, size_t llen,
        //                                const unsigned char *context, size_t contextlen, int use_context);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate int ExportKeyingMaterial(
            SafeHandle ssl, [Out] byte[] output, nuint outputLength, byte[] label, nuint labelLength, nint context, nuint contextLength, int useContext);

        // long SSL_ctrl(SSL *ssl, int cmd, long larg, void *parg);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate nint ControlSession(SafeHandle ssl, int command, nint number, nint pointer);

        // SSL_CTX *SSL_get_SSL_CTX(const SSL *ssl);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate nint ContextOfSession(SafeHandle ssl);

        // long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate nint ControlSessionContext(nint context, int command, nint number, byte[] octets);

        public required ContextOfSession ContextOf { get; init; }

        public required ControlSessionContext ControlContext { get; init; }

        public required ExportKeyingMaterial Export { get; init; }

        public required ControlSession Control { get; init; }

        public required FieldInfo SessionField { get; init; }

        public static Library? Load()
        {
            // The runtime's field for its session; on Linux it holds the SSL* in a safe handle.
            var field = typeof(SslStream).GetField("_securityContext", BindingFlags.NonPublic | BindingFlags.Instance);
            if (!OperatingSystem.IsLinux() || field is null || !typeof(SafeHandle).IsAssignableFrom(field.FieldType)
                || SafeEvpPKeyHandle.OpenSslVersion >> 28 != 3
                || !NativeLibrary.TryLoad("libssl.so.3", out var library)
                || !NativeLibrary.TryGetExport(library, "SSL_export_keying_material", out var export)
                || !NativeLibrary.TryGetExport(library, "SSL_ctrl", out var control)
                || !NativeLibrary.TryGetExport(library, "SSL_get_SSL_CTX", out var contextOf)
                || !NativeLibrary.TryGetExport(library, "SSL_CTX_ctrl", out var controlContext))
            {
                return null;
            }

            return new()
            {
                SessionField = field,
                ContextOf = Marshal.GetDelegateForFunctionPointer<ContextOfSession>(contextOf),
                ControlContext = Marshal.GetDelegateForFunctionPointer<ControlSessionContext>(controlContext),
                Export = Marshal.GetDelegateForFunctionPointer<ExportKeyingMaterial>(export),
                Control = Marshal.GetDelegateForFunctionPointer<ControlSession>(control),
            };
        }
    }
}
