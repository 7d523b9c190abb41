global using Culver.Journeys.Tests;
global using Xunit;
