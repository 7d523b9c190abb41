namespace Culver.Connections.Tests;

// What uses sockets, once more over Kestrel's transport: the server starts with that for classes of this name (TestServer).
public sealed class CertificateTestsOnKestrel : CertificateTests;

[Collection(nameof(Alone))]
public sealed class IdleMemoryTestsOnKestrel(ITestOutputHelper output) : IdleMemoryTests(output);

public sealed class LayerTestsOnKestrel : LayerTests;

public sealed class LimitTestsOnKestrel : LimitTests;

public sealed class PeerTestsOnKestrel : PeerTests;

public sealed class ProxyTestsOnKestrel : ProxyTests;

public sealed class ServerTestsOnKestrel : ServerTests;

public sealed class SessionBindingTestsOnKestrel : SessionBindingTests;

public sealed class ShutdownTestsOnKestrel : ShutdownTests;

public sealed class TimeoutTestsOnKestrel : TimeoutTests;

public sealed class TlsTestsOnKestrel : TlsTests;

public sealed class TransportTestsOnKestrel : TransportTests;
