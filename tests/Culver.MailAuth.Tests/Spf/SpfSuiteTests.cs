using System.Net;
using Culver.Dns.Zones;
using Culver.MailAuth.Spf;
using Culver.MailAuth.Tests.Spf.Suite;
using Microsoft.Extensions.Options;

namespace Culver.MailAuth.Tests.Spf;

/// <summary>The cases of the openspf test suite for RFC 7208.</summary>
public sealed class SpfSuiteTests
{
    private static readonly Dictionary<string, string> Scenarios = new(StringComparer.Ordinal)
    {
        ["initial processing"] = Processing.Initial,
        ["record lookup"] = Processing.Lookup,
        ["selecting records"] = Processing.Selection,
        ["record evaluation"] = Processing.Evaluation,
        ["all"] = AddressMechanisms.All,
        ["ptr"] = NameMechanisms.Ptr,
        ["a"] = AddressMechanisms.A,
        ["include"] = NameMechanisms.Include,
        ["mx"] = NameMechanisms.Mx,
        ["exists"] = AddressMechanisms.Exists,
        ["ip4"] = AddressMechanisms.Ip4,
        ["ip6"] = AddressMechanisms.Ip6,
        ["modifiers"] = Modifiers.Semantics,
        ["macros"] = Modifiers.Macros,
        ["limits"] = Processing.Limits,
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (scenario, text) in Scenarios)
        {
            foreach (var check in SpfScenario.Read(text).Checks)
                cases.Add(scenario, check.Name);
        }

        return cases;
    }

    [Fact]
    public void The_suite_is_whole() => Assert.Equal(193, Scenarios.Values.Sum(static text => SpfScenario.Read(text).Checks.Count));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_of_the_suite_has_its_result(string scenario, string name)
    {
        var suite = SpfScenario.Read(Scenarios[scenario]);
        var check = suite.Checks.Single(check => check.Name == name);
        var evaluator = new SpfEvaluator(ZoneResolver.Parse(suite.Zone), TimeProvider.System, Options.Create(new SpfOptions())) { Explains = true };
        var outcome = await evaluator.CheckMailFromAsync(IPAddress.Parse(check.Client), check.Sender, check.Helo, TestContext.Current.CancellationToken);
        Assert.True(check.Results.Contains(outcome.Result.ToString().ToLowerInvariant()), $"{outcome.Result}: {outcome.Reason}");
        if (check.Explanation is { } explanation)
            Assert.Equal(explanation == "-" ? null : explanation, outcome.Explanation, ignoreCase: true); // the case of hexadecimal digits is free
    }
}
