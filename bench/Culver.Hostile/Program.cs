using System.Globalization;
using System.Text;
using Culver.Hostile;
using Culver.Hostile.Attacks;

// Attacks the real server and tells what it cost and what others noticed. bench/hostile.sh builds and starts it.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["play", var name, var imap, var imaps, var smtp])
{
    await Siege.PlayAsync(AttackCatalog.All.Single(attack => attack.Name == name), new(int.Parse(imap), int.Parse(imaps), int.Parse(smtp)));
    return 0;
}

HostileOptions options;
try
{
    options = HostileOptions.Parse(args);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{HostileOptions.Usage}\nAttacks:");
    foreach (var attack in AttackCatalog.All)
        await Console.Error.WriteLineAsync($"  {attack.Name,-22} {attack.What}");
    return 64;
}

Directory.CreateDirectory(options.Folder);
await CulverProcess.PrepareAsync(options.Culver, options.Folder);
var results = new List<AttackResult>();
var isFilled = false;
var port = 20_000 + (Environment.ProcessId % 20_000);
foreach (var attack in AttackCatalog.All.Where(attack => options.Wants(attack.Name)))
{
    // Each attack has a server of its own, so that none inherits the memory of another.
    await using var server = await CulverProcess.StartAsync(options.Culver, options.Folder, port, attack.Settings);
    if (!isFilled)
        await FillAsync(server.Target);
    isFilled = true;
    await Courteous.RunAsync(server.Target, TimeSpan.FromSeconds(2));
    var result = await Siege.RunAsync(attack, server, options.Duration);
    results.Add(result);
    Console.WriteLine($"{result.Name,-22} p99 {result.P99Before,7:0.0} → {result.P99During,7:0.0} ms  {result.Megabytes,5:0} MB  {result.Processors:0.00} processors  {result.Failures} failed  {result.Outcome}");
    port += 3;
}

Report.Print(results);
if (options.Json is { } json)
    await Report.WriteJsonAsync(json, results);
if (options.Markdown is { } markdown)
    await Report.WriteMarkdownAsync(markdown, results);
return 0;

// The mailbox the dear commands work on.
static async Task FillAsync(Target target)
{
    await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
    var body = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, and writes a line about it.\r\n", 40));
    for (var start = 0; start < Target.AttackedMessages; start += 50)
    {
        var batch = new StringBuilder();
        for (var i = start; i < start + 50; i++)
        {
            var message = $"From: Sender {i} <s{i}@example.org>\r\nTo: load@localhost\r\nSubject: message {i}\r\nMessage-ID: <{i}@example.org>\r\n\r\n{i} {body}";
            batch.Append($"a{i} APPEND INBOX {{{message.Length}+}}\r\n{message}\r\n");
        }

        await peer.SayAsync(batch.ToString());
        await peer.TaggedAsync($"a{start + 49}");
    }
}
