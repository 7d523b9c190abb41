using System.Globalization;

namespace Culver.Imap.Tests.Model;

/// <summary>Reads what the model compares out of responses.</summary>
internal static class ModelAnswers
{
    /// <summary>The name of a LIST or LSUB response with those of its attributes that are checked.</summary>
    public static string NameIn(string line)
    {
        var attributes = line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..line.IndexOf(')', StringComparison.Ordinal)].Split(' ');
        return line[(line.IndexOf("\"/\" ", StringComparison.Ordinal) + 4)..].Trim('"')
            + string.Concat(attributes.Where(static attribute => attribute is @"\Noselect" or @"\HasChildren" or @"\HasNoChildren").Select(static attribute => " " + attribute));
    }

    /// <summary>What a SEARCH response tells.</summary>
    public static HashSet<uint> FoundBySearch(List<string> responses)
    {
        var answer = responses.Find(static line => line.StartsWith("* SEARCH", StringComparison.Ordinal)) ?? "* SEARCH";
        return answer["* SEARCH".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static number => uint.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
    }

    /// <summary>RFC 9051 §6.4.4: rev2 answers ESEARCH, with ALL where something was found.</summary>
    public static HashSet<uint> FoundByESearch(ModelSession session, List<string> responses, bool byUid)
    {
        var tag = responses[^1].Split(' ')[0];
        var start = $"* ESEARCH (TAG \"{tag}\"){(byUid ? " UID" : "")}";
        var answer = responses.Find(line => line.StartsWith(start, StringComparison.Ordinal)) ?? "";
        session.True(answer.Length > 0 && !responses.Exists(static line => line.StartsWith("* SEARCH", StringComparison.Ordinal)), "no ESEARCH of this command");
        var found = new HashSet<uint>();
        if (answer.Length == start.Length)
            return found;
        session.True(answer[start.Length..].StartsWith(" ALL ", StringComparison.Ordinal), "ESEARCH without ALL");
        foreach (var range in answer[(start.Length + 5)..].Split(','))
        {
            var ends = range.Split(':').Select(static end => uint.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            for (var number = ends[0]; number <= ends[^1]; number++)
                session.True(found.Add(number), "ESEARCH tells a number twice");
        }

        return found;
    }
}
