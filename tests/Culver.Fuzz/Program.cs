using System.Diagnostics;
using System.Globalization;
using Culver.Fuzz;

// In the configuration Coverage inputs are kept that reach new code. Culver.Fuzz [reader|framer|mime|smtp|pop3|dns|fields|session|repeat|all] [--runs N] [--seed N] [--seconds N] [--over Memory|MemoryTls|Socket|SocketTls]
// "repeat" runs the one session of each protocol that --seed makes, and shows the IMAP one.
Coverage.Begin();
var what = args.FirstOrDefault() is { } first && !first.StartsWith('-') ? first : "all";
var runs = Option("--runs") ?? 100_000;
var seed = Option("--seed") ?? Random.Shared.Next();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {runs} runs each"));
var transport = args.SkipWhile(static argument => argument != "--over").Skip(1).FirstOrDefault() is { } named ? Enum.Parse<FuzzTransport>(named, ignoreCase: true) : FuzzTransport.Memory;
// With --seconds, each goes on for so long, in rounds of --runs inputs with seeds that follow one another: what CI does with fresh ones.
var seconds = Option("--seconds");
var found = 0;
await PlayAsync("reader", (from, inputs) => Task.FromResult(ReaderFuzz.Run(from, inputs)));
await PlayAsync("framer", async (from, inputs) => await FramerFuzz.RunAsync(from, inputs));
await PlayAsync("mime", async (from, inputs) => await MimeFuzz.RunAsync(from, inputs));
await PlayAsync("smtp", (from, inputs) => Task.FromResult(SmtpFuzz.Run(from, inputs)));
await PlayAsync("pop3", (from, inputs) => Task.FromResult(Pop3Fuzz.Run(from, inputs)));
await PlayAsync("dns", (from, inputs) => Task.FromResult(DnsFuzz.Run(from, inputs)));
await PlayAsync("fields", (from, inputs) => Task.FromResult(FieldFuzz.Run(from, inputs)));
await PlayAsync("session", async (from, inputs) => await SessionFuzz.RunAsync(from, inputs, transport, seconds is null ? Console.WriteLine : static _ => { }, CancellationToken.None));

if (what is "repeat")
{
    var (input, result) = await SessionFuzz.RepeatAsync(seed, transport, CancellationToken.None);
    Console.WriteLine(Octets.Escaped(input).Replace("\\n", "\\n\n", StringComparison.Ordinal));
    Tell("repeat", result);
}

return found == 0 ? 0 : 1;

async Task PlayAsync(string name, Func<int, int, Task<FuzzResult>> play)
{
    if (what != name && what != "all")
    {
        return;
    }

    if (seconds is not { } most)
    {
        Tell(name, await play(seed, runs));
        return;
    }

    var began = Stopwatch.GetTimestamp();
    var (inputs, refused, findings) = (0, 0, 0);
    for (var round = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < most && findings == 0; round++)
    {
        var result = await play(unchecked(seed + round), runs);
        (inputs, refused, findings) = (inputs + result.Runs, refused + result.Refused, result.Findings.Count);
        if (findings > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} --seed {unchecked(seed + round)} --runs {runs}:"));
            Tell(name, result);
        }
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(findings == 0 ? "ok" : "not ok")} fuzz {name}: {inputs} inputs, {refused} refused"));
}

void Tell(string name, FuzzResult result)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.Runs} inputs, {result.Refused} refused, {result.Findings.Count} findings"));
    foreach (var finding in result.Findings)
    {
        Console.WriteLine("  " + finding);
    }

    found += result.Findings.Count;
    if (Coverage.IsMeasured)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Coverage.Reached} statements reached so far"));
    }
}

int? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
}
