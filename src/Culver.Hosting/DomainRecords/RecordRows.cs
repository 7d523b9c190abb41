using System.Collections.Immutable;
using Culver.Dns;

namespace Culver.Hosting;

/// <summary>Makes rows of answers.</summary>
internal static class RecordRows
{
    /// <summary>A row for an answer.</summary>
    /// <param name="answer">What the DNS says.</param>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="type">The type, as a zone file has it.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="show">How a record is written.</param>
    /// <param name="problem">What is wrong with the records; null when nothing is. Asked only when there are some.</param>
    /// <param name="purpose">What the record is for.</param>
    /// <param name="isAdvised">Whether mail does without it.</param>
    public static DomainRecordRow Of<TRecord>(
        DnsAnswer<TRecord> answer, DnsName name, string type, string expected, Func<TRecord, string> show,
        Func<ImmutableArray<TRecord>, string?> problem, string purpose, bool isAdvised = false)
    {
        var found = answer.Records.Select(show).ToImmutableArray();
        var (state, note) = answer switch
        {
            DnsAnswer<TRecord>.TemporaryFailure failure => (DomainRecordState.Unknown, $"it could not be asked ({failure.Reason})"),
            DnsAnswer<TRecord>.Found => problem(answer.Records) is { } wrong ? (DomainRecordState.Wrong, wrong) : (DomainRecordState.Good, purpose),
            _ => (isAdvised ? DomainRecordState.Advised : DomainRecordState.Missing, purpose),
        };
        return Row(name, type, state, expected, found, note);
    }

    public static DomainRecordRow Row(DnsName name, string type, DomainRecordState state, string expected, ImmutableArray<string> found, string note) =>
        new(name.ToString(), type, state.ToString().ToLowerInvariant(), expected, found, note);

    /// <summary>A name as zone files have it, with the final dot.</summary>
    public static string Dotted(DnsName name) => name.IsRoot ? "." : $"{name}.";

    public static string Quoted(TxtRecord text) => string.Join(' ', text.Strings.Select(static part => $"\"{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
}
