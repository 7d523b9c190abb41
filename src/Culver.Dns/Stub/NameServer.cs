using System.Net;

namespace Culver.Dns.Stub;

/// <summary>A name server, and whether its AD bit is believed.</summary>
internal readonly record struct NameServer(IPEndPoint EndPoint, bool IsTrusted);
