using System.CommandLine;
using Culver.Hosting;
using Spectre.Console;

namespace Culver.Verbs;

/// <summary>What the administration verbs share: they act through the running server, or on the data folder when none runs.</summary>
internal sealed class AdministrationVerb
{
    /// <summary>The data folder.</summary>
    public Option<string> Data { get; } = new("--data") { HelpName = "DIR", Description = "The folder that holds all mail", Recursive = true };

    /// <summary>The settings file.</summary>
    public Option<string> Config { get; } = new("--config") { HelpName = "FILE", Description = "The settings file; culver.json in the working folder when not given", Recursive = true };

    /// <summary>The default domain.</summary>
    public Option<string> Domain { get; } = new("--domain") { HelpName = "NAME", Description = "The default domain, while no server runs", Recursive = true };

    /// <summary>Adds the shared options to a command and everything below it.</summary>
    public void AddTo(Command command)
    {
        command.Add(Data);
        command.Add(Config);
        command.Add(Domain);
    }

    /// <summary>Asks for something; refusals go to standard error.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="work">What long work is called while it goes on; null for short work.</param>
    /// <param name="answer">Tells the reply, and gives the exit code.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> AskAsync(ParseResult parsed, AdministrationRequest request, string? work, Func<AdministrationReply, int> answer, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        await using var session = await AdministrationSession.OpenAsync(options, cancellationToken);
        var reply = await ShowProgressAsync(work, progress => session.Administration.HandleAsync(request, progress, cancellationToken).AsTask());
        return reply is AdministrationReply.Refused refused ? Complaint.Say(refused.Reason) : answer(reply);
    }

    /// <summary>Asks for a list page by page; refusals go to standard error.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="first">Asks for the first page.</param>
    /// <param name="take">Tells a page, and asks for the next; null at the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> AskPagesAsync(ParseResult parsed, AdministrationRequest first, Func<AdministrationReply, AdministrationRequest?> take, CancellationToken cancellationToken)
    {
        await using var session = await AdministrationSession.OpenAsync(Options(parsed), cancellationToken);
        for (var request = first; request is not null;)
        {
            var reply = await session.Administration.HandleAsync(request, progress: null, cancellationToken);
            if (reply is AdministrationReply.Refused refused)
                return Complaint.Say(refused.Reason);
            request = take(reply);
        }

        return ExitCode.Done;
    }

    /// <summary>The settings as the command line and everything below it say.</summary>
    /// <exception cref="SettingsException">They are wrong.</exception>
    public CulverOptions Options(ParseResult parsed)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(Data) is { } data)
            given["Data"] = data;
        if (parsed.GetValue(Domain) is { } domain)
            given["Domain"] = domain;
        var options = new CulverOptions();
        SettingsReader.Apply(SettingsSources.Build(parsed.GetValue(Config), given), options);
        return options;
    }

    // A bar is for people; a script sees only the result.
    private static async Task<AdministrationReply> ShowProgressAsync(string? work, Func<IProgress<AdministrationReply.Progress>?, Task<AdministrationReply>> ask)
    {
        if (work is null || Console.IsErrorRedirected)
            return await ask(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask(work, autoStart: true);
            return await ask(new Bar(bar));
        });
    }

    private sealed class Bar(ProgressTask task) : IProgress<AdministrationReply.Progress>
    {
        public void Report(AdministrationReply.Progress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Finished;
        }
    }
}
