using Culver.Testing;

namespace Culver.Smtp.Tests.Submission;

/// <summary>Plays a script of submission whole, cut at random borders, over TLS, and over TLS and cut.</summary>
internal static class Submit
{
    public static async Task RunAsync(string script)
    {
        foreach (var tls in (bool[])[false, true])
        {
            foreach (var seed in (int?[])[null, 7])
                await LineConversation.RunAsync(MailProtocol.Submission, script, new() { Tls = tls, CutSeed = seed });
        }
    }
}
