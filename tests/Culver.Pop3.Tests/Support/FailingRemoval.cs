using System.Reflection;
using System.Runtime.ExceptionServices;
using Culver.Hosting;
using Culver.Storage;
using Culver.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Pop3.Tests.Support;

/// <summary>The store, or an account of it, but for removing messages: that fails in a way nobody foresaw.</summary>
public class FailingRemoval : DispatchProxy
{
    private object? _inner;

    /// <summary>Puts such a store in place of the server's own.</summary>
    public static void Use(IServiceCollection services) => services.AddSingleton(static provider => Of(SqliteMailStore.Open(
        provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<CulverOptions>().Storage,
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IAccountLimits>())));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IMailAccount.RemoveAsync))
            throw new InvalidOperationException("It cannot be removed.");
        try
        {
            var result = targetMethod.Invoke(_inner, args);
#pragma warning disable CA2012 // A proxy hands everything on as an object; whoever asked awaits it, once.
            return targetMethod.Name == nameof(IMailStore.OpenAccountAsync) ? OpenedAsync((ValueTask<IMailAccount>)result!) : result;
#pragma warning restore CA2012
        }
        catch (TargetInvocationException failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerException!);
            throw;
        }
    }

    private static async ValueTask<IMailAccount> OpenedAsync(ValueTask<IMailAccount> account) => Of(await account);

    private static T Of<T>(T inner)
        where T : class
    {
        var proxy = Create<T, FailingRemoval>();
        ((FailingRemoval)(object)proxy)._inner = inner;
        return proxy;
    }
}
