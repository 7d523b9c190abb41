using Microsoft.Win32.SafeHandles;

namespace Culver.Connections;

/// <summary>The descriptor of a socket that was accepted, closed once nobody uses it any more.</summary>
internal sealed class SocketHandle : SafeHandleMinusOneIsInvalid
{
    public SocketHandle(int descriptor)
        : base(ownsHandle: true) =>
        SetHandle(descriptor);

    protected override bool ReleaseHandle() => LinuxSockets.Close(handle);
}
