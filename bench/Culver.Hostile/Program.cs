using System.Globalization;
using System.Text;
using Culver.Hostile;
using Culver.Hostile.Attacks;

// Attacks the real server and tells what it cost and what others noticed. bench/hostile.sh builds and starts it.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["play", var name, var imap, var imaps, var smtp])
{
    await Attacker.PlayAsync(AttackCatalog.All.Single(attack => attack.Name == name), new(int.Parse(imap), int.Parse(imaps), int.Parse(smtp)));
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

var results = new List<AttackResult>();
var load = double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]);
// Below what the system gives to clients.
var port = 20_000 + (Environment.ProcessId % 12_000);
var attackedFolder = Path.Combine(options.Folder, "attacked");
var calmFolder = Path.Combine(options.Folder, "calm");
foreach (var folder in new[] { attackedFolder, calmFolder })
{
    Directory.CreateDirectory(folder);
    await CulverProcess.PrepareAsync(options.Culver, folder);
    await using var server = await CulverProcess.StartAsync(options.Culver, folder, port, new Dictionary<string, string>());
    await FillAsync(server.Target);
    port += 3;
}

foreach (var attack in AttackCatalog.All.Where(attack => options.Wants(attack.Name)))
{
    // Each attack has servers of its own, so that none inherits the memory of another.
    var starting = CulverProcess.StartAsync(options.Culver, calmFolder, port + 3, attack.Settings);
    await using var attacked = await CulverProcess.StartAsync(options.Culver, attackedFolder, port, attack.Settings);
    await using var calm = await starting;
    await Task.WhenAll(Courteous.RunAsync(attacked.Target, TimeSpan.FromSeconds(1.5)), Courteous.RunAsync(calm.Target, TimeSpan.FromSeconds(1.5)));
    var result = await Siege.RunAsync(attack, attacked, calm, options.Slice);
    results.Add(result);
    Console.WriteLine($"{result.Name,-22} p99 {result.P99Before,7:0.0} → {result.P99During,7:0.0} ms  {result.Megabytes,5:0} MB  {result.Processors:0.00} processors  {result.Failures} failed  {result.Outcome}");
    port += 6;
}

Report.Print(results);
if (options.Json is { } json)
    await Report.WriteJsonAsync(json, results);
if (options.Markdown is { } markdown)
    await Report.WriteMarkdownAsync(markdown, results, load);
return results.Exists(static result => result.IsBroken) ? 1 : 0;

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
