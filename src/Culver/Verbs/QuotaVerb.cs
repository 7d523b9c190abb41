using System.CommandLine;
using System.Globalization;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver account quota</c>: shows how much mail an account holds and may hold, or settles it.</summary>
internal static class QuotaVerb
{
    private const string Units = "KMGT";

    public static Command Create(AdministrationVerb verb)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The account's address; without a domain, in the default domain" };
        var size = new Argument<string>("SIZE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The most it may hold, in octets or with K, M, G or T behind; none for no limit, default for what the settings say",
        };
        var command = new Command("quota", "Shows how much mail an account holds and may hold, or sets it") { address, size };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(address);
            AdministrationRequest request = new AdministrationRequest.ShowQuota(name);
            if (parsed.GetValue(size) is { } given)
            {
                if (!TryRead(given, out var octets))
                    return Complaint.Say($"{given} is not a size: expected a number with K, M, G or T behind it or nothing, none or default.");
                request = new AdministrationRequest.SetQuota(name, octets);
            }

            return await verb.AskAsync(parsed, request, work: null, Tell, cancellationToken);
        });
        return command;
    }

    /// <summary>Reads a size: a number of octets, or of 1024, 1024² … with a unit behind it.</summary>
    internal static bool TryRead(string text, out long? octets)
    {
        octets = null;
        if (text.Equals("default", StringComparison.OrdinalIgnoreCase))
            return true;
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            octets = long.MaxValue;
            return true;
        }

        var unit = text.Length > 0 ? Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) : -1;
        var digits = unit < 0 ? text : text[..^1];
        var scale = 1L << (10 * (unit + 1));
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue / scale)
            return false;
        octets = number * scale;
        return true;
    }

    private static int Tell(AdministrationReply reply)
    {
        var quota = (AdministrationReply.Quota)reply;
        var limit = quota.LimitOctets is { } most ? string.Create(CultureInfo.InvariantCulture, $"{most} octets") : "no limit";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{quota.Address} holds {quota.UsedOctets} octets in {quota.Messages} messages; {limit}"));
        return ExitCode.Done;
    }
}
