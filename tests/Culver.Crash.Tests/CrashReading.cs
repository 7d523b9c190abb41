using System.Globalization;
using System.Text.RegularExpressions;

namespace Culver.Crash.Tests;

/// <summary>What a server shows of the mail of the crash tests' account.</summary>
internal static partial class CrashReading
{
    /// <summary>Reads all there is, holds it against the record, and lets the server verify what it stores.</summary>
    public static async Task VerifyAsync(CulverProcess culver, string data, CrashLedger ledger)
    {
        using var reader = new PlainClient(culver.EndPoints["imap"]);
        await reader.CommandAsync("LOGIN ann@example.org secret");
        var mailboxes = new Dictionary<string, CrashFacts>(StringComparer.Ordinal);
        var found = new List<CrashSighting>();
        foreach (Match listed in Listed().Matches(await reader.CommandAsync("LIST \"\" *")))
        {
            var mailbox = listed.Groups["name"].Value;
            if (listed.Groups["attributes"].Value.Contains("\\NoSelect", StringComparison.OrdinalIgnoreCase))
                continue;
            var examined = await reader.CommandAsync($"EXAMINE \"{mailbox}\" (CONDSTORE)");
            var facts = new CrashFacts((uint)Number("UIDVALIDITY", examined), (uint)Number("UIDNEXT", examined), Number("HIGHESTMODSEQ", examined));
            mailboxes.Add(mailbox, facts);
            for (var uid = 1u; uid < facts.UidNext; uid += 200)
                found.AddRange(CrashSighting.ReadAll(mailbox, await reader.CommandAsync($"UID FETCH {uid}:{uid + 199} (FLAGS BODY.PEEK[])")));
        }

        ledger.Settle(mailboxes, found);
        var (code, said, errors) = await CulverProcess.RunAsync("check", "--data", data);
        Assert.True(code == 0, said + errors);
    }

    private static ulong Number(string code, string examined) =>
        ulong.Parse(Regex.Match(examined, $@"\[{code} (\d+)\]").Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^\* LIST \((?<attributes>[^)]*)\) "/" "?(?<name>[^"\r\n]+)"?\r?$""", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
