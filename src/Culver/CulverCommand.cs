using System.CommandLine;
using Culver.Verbs;

namespace Culver;

/// <summary>The whole command line.</summary>
internal static class CulverCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Culver, a mail server. Without a verb it serves.")
        {
            ServeVerb.Create(), AccountVerbs.Create(), AliasVerbs.Create(), QueueVerbs.Create(), DkimVerbs.Create(), DnsVerbs.Create(), StoreVerbs.Backup(), StoreVerbs.Check(),
        };
        ServeVerb.MakeDefault(root);
        return root;
    }
}
