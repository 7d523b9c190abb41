using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Culver.Connections.Tests;

/// <summary>Asks OpenSSL whether a session was resumed, which <see cref="SslStream"/> does not tell.</summary>
internal static class ResumedSession
{
    private delegate int SessionReused(SafeHandle ssl);

    public static bool Is(SslStream stream)
    {
        var session = (SafeHandle)typeof(SslStream).GetField("_securityContext", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(stream)!;
        var export = NativeLibrary.GetExport(NativeLibrary.Load("libssl.so.3"), "SSL_session_reused");
        return Marshal.GetDelegateForFunctionPointer<SessionReused>(export)(session) == 1;
    }
}
