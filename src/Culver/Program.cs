using System.CommandLine;
using System.CommandLine.Invocation;
using Culver;

// The host owns signals: System.CommandLine would end the process two seconds after the first.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
try
{
    var parsed = CulverCommand.Create().Parse(args);
    if (parsed.Action is ParseErrorAction misuse)
    {
        // The errors name what was wrong; the whole help would push them off the screen.
        misuse.ShowHelp = false;
        await parsed.InvokeAsync(configuration);
        return ExitCode.Misuse;
    }

    return await parsed.InvokeAsync(configuration);
}
catch (Exception failure)
{
    return Complaint.About(failure);
}
