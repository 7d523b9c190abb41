using System.Collections.Immutable;
using System.Globalization;

namespace Culver.Smtp.Client;

/// <summary>What a server announced in its reply to EHLO (RFC 5321 §4.1.1.1). Unknown keywords are passed over.</summary>
public sealed record ServerExtensions
{
    /// <summary>Nothing: the answer to HELO.</summary>
    public static ServerExtensions None { get; } = new();

    /// <summary>PIPELINING (RFC 2920).</summary>
    public bool Pipelining { get; init; }

    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; init; }

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>BINARYMIME together with CHUNKING (RFC 3030).</summary>
    public bool BinaryMime { get; init; }

    /// <summary>CHUNKING (RFC 3030).</summary>
    public bool Chunking { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>DSN (RFC 3461).</summary>
    public bool Dsn { get; init; }

    /// <summary>REQUIRETLS (RFC 8689).</summary>
    public bool RequireTls { get; init; }

    /// <summary>MT-PRIORITY (RFC 6710).</summary>
    public bool Priority { get; init; }

    /// <summary>DELIVERBY (RFC 2852).</summary>
    public bool DeliverBy { get; init; }

    /// <summary>The least by-time the server takes (RFC 2852 §3); zero when it names none.</summary>
    public TimeSpan LeastDeliverBy { get; init; }

    /// <summary>SIZE (RFC 1870).</summary>
    public bool Size { get; init; }

    /// <summary>The largest message it takes; 0 when it names no limit.</summary>
    public long LargestMessage { get; init; }

    /// <summary>RCPTMAX of LIMITS (RFC 9422 §4.2): the most recipients of a transaction; <see langword="null"/> when it names none.</summary>
    public int? MostRecipients { get; init; }

    /// <summary>RCPTDOMAINMAX of LIMITS (RFC 9422 §4.3): the most domains of recipients on a connection; <see langword="null"/> when it names none.</summary>
    public int? MostDomains { get; init; }

    /// <summary>MAILMAX of LIMITS (RFC 9422 §4.1): the most transactions of a connection; <see langword="null"/> when it names none.</summary>
    public int? MostTransactions { get; init; }

    /// <summary>The mechanisms of AUTH (RFC 4954 §3).</summary>
    public ImmutableArray<string> Mechanisms { get; init; } = [];

    /// <summary>Reads the reply to EHLO or LHLO.</summary>
    public static ServerExtensions Read(ServerReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var known = new ServerExtensions();
        foreach (var line in reply.Lines.Skip(1))
        {
            // ehlo-line = ehlo-keyword *( SP ehlo-param )                  RFC 5321 §4.1.1.1
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
                known = known.With(words[0].ToUpperInvariant(), words[1..]);
        }

        // RFC 3030 §3: BINARYMIME can only be used with CHUNKING.
        return known with { BinaryMime = known.BinaryMime && known.Chunking };
    }

    private ServerExtensions With(string keyword, string[] parameters) => keyword switch
    {
        "PIPELINING" => this with { Pipelining = true },
        "STARTTLS" => this with { StartTls = true },
        "8BITMIME" => this with { EightBitMime = true },
        "BINARYMIME" => this with { BinaryMime = true },
        "CHUNKING" => this with { Chunking = true },
        "SMTPUTF8" => this with { SmtpUtf8 = true },
        "DSN" => this with { Dsn = true },
        "REQUIRETLS" => this with { RequireTls = true },
        "MT-PRIORITY" => this with { Priority = true },
        // deliverby-param = min-by-time *( ',' extension-token ); min-by-time = [1*9DIGIT]        RFC 2852 §2
        "DELIVERBY" => this with { DeliverBy = true, LeastDeliverBy = TimeSpan.FromSeconds(Number(parameters.FirstOrDefault()?.Split(',')[0]) ?? 0) },
        "SIZE" => this with { Size = true, LargestMessage = Number(parameters.FirstOrDefault()) ?? 0 },
        "LIMITS" => this with { MostRecipients = Limit(parameters, "RCPTMAX="), MostTransactions = Limit(parameters, "MAILMAX="), MostDomains = Limit(parameters, "RCPTDOMAINMAX=") },
        "AUTH" => this with { Mechanisms = [.. parameters.Select(static name => name.ToUpperInvariant())] },
        _ => this,
    };

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, uint.MaxValue * 1024L) : null;

    // RFC 9422 §4: %x31-39 0*5DIGIT. §3.7: what does not follow that is as good as not said.

    private static int? Limit(string[] parameters, string name)
    {
        var text = parameters.FirstOrDefault(parameter => parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return text?[name.Length..] is [>= '1' and <= '9', ..] and { Length: <= 6 } value && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
