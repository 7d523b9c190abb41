using System.Globalization;
using System.Text;

namespace Culver.Bench.Reports;

/// <summary>Draws figures over time as SVG, each in a panel of its own below the last, from zero up.</summary>
internal sealed class LineGraph(string title, string unit)
{
    private const int Width = 760;

    private const int Height = 150;

    private const int Left = 70;

    private const int Top = 40;

    private readonly List<string> _panels = [];

    public LineGraph Panel(string name, double[] times, double[] figures)
    {
        var points = times.Zip(figures).Where(static point => double.IsFinite(point.Second)).ToArray();
        if (points.Length < 2)
            return this;
        var most = Step(points.Max(static point => point.Second)) is var step ? Math.Ceiling(points.Max(static point => point.Second) / step) * step : 0;
        var (length, top) = (times[^1], Top + (_panels.Count * (Height + 50)));
        double X(double time) => Left + (time / length * Width);
        double Y(double figure) => top + Height - (figure / most * (Height - 20));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{top + 8}\" font-weight=\"bold\">{name}</text>\n");
        for (var line = 0.0; line <= most + (step / 2); line += step)
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(line):F1}H{Left + Width}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(line) + 4:F1}\" text-anchor=\"end\">{line:#,0.##}</text>\n");
        for (var line = 0.0; line <= length; line += Step(length))
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(line):F1}\" y=\"{top + Height + 16}\" text-anchor=\"middle\">{line:0.##}</text>\n");
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + Width}\" y=\"{top + Height + 30}\" text-anchor=\"end\">{unit}</text>\n<polyline fill=\"none\" stroke=\"#1668b8\" stroke-width=\"1.4\" points=\"");
        foreach (var (time, figure) in points)
            text.Append(CultureInfo.InvariantCulture, $"{X(time):F1},{Y(figure):F1} ");
        _panels.Add(text.Append("\"/>\n").ToString());
        return this;
    }

    public string Write()
    {
        var (width, height) = (Left + Width + 30, Top + (_panels.Count * (Height + 50)));
        return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n<text x=\"{Left}\" y=\"20\" font-size=\"14\">{title}</text>\n{string.Concat(_panels)}</svg>\n");
    }

    // A round distance between lines, four or so of them.
    private static double Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-9) / 4)));
        return new[] { 1, 2, 5, 10 }.Select(one => one * power).First(step => most / step <= 5);
    }
}
