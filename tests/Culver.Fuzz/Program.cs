using System.Globalization;
using Culver.Fuzz;

// Culver.Fuzz [reader|framer|mime|smtp|pop3|dns|fields|session|repeat|all] [--runs N] [--seed N] [--over Memory|MemoryTls|Socket|SocketTls]
// "repeat" runs the one session of each protocol that --seed makes, and shows the IMAP one.
var what = args.FirstOrDefault() is { } first && !first.StartsWith('-') ? first : "all";
var runs = Option("--runs") ?? 100_000;
var seed = Option("--seed") ?? Random.Shared.Next();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {runs} runs each"));
var transport = args.SkipWhile(static argument => argument != "--over").Skip(1).FirstOrDefault() is { } named ? Enum.Parse<FuzzTransport>(named, ignoreCase: true) : FuzzTransport.Memory;
var found = 0;
if (what is "reader" or "all")
{
    Tell("reader", ReaderFuzz.Run(seed, runs));
}

if (what is "framer" or "all")
{
    Tell("framer", await FramerFuzz.RunAsync(seed, runs));
}

if (what is "mime" or "all")
{
    Tell("mime", await MimeFuzz.RunAsync(seed, runs));
}

if (what is "smtp" or "all")
{
    Tell("smtp", SmtpFuzz.Run(seed, runs));
}

if (what is "pop3" or "all")
{
    Tell("pop3", Pop3Fuzz.Run(seed, runs));
}

if (what is "dns" or "all")
{
    Tell("dns", DnsFuzz.Run(seed, runs));
}

if (what is "fields" or "all")
{
    Tell("fields", FieldFuzz.Run(seed, runs));
}

if (what is "session" or "all")
{
    Tell("session", await SessionFuzz.RunAsync(seed, runs, transport, Console.WriteLine, CancellationToken.None));
}

if (what is "repeat")
{
    var (input, result) = await SessionFuzz.RepeatAsync(seed, transport, CancellationToken.None);
    Console.WriteLine(Octets.Escaped(input).Replace("\\n", "\\n\n", StringComparison.Ordinal));
    Tell("repeat", result);
}

return found == 0 ? 0 : 1;

void Tell(string name, FuzzResult result)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.Runs} inputs, {result.Refused} refused, {result.Findings.Count} findings"));
    foreach (var finding in result.Findings)
    {
        Console.WriteLine("  " + finding);
    }

    found += result.Findings.Count;
}

int? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
}
