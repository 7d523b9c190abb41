using System.CommandLine;

namespace Culver.Verbs;

/// <summary><c>culver serve</c>, and <c>culver</c> alone</summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var command = new Command("serve", "Serves mail until it is told to stop");
        Serve(command);
        return command;
    }

    /// <summary>Lets a command without a verb serve.</summary>
    public static void MakeDefault(RootCommand root) => Serve(root);

    private static void Serve(Command command)
    {
        var options = new ServeOptions();
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Serving.RunAsync(options.Read(parsed), cancellationToken));
    }
}
