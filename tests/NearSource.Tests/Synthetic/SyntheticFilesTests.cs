using System.Text;
using NearSource.Origins;
using NearSource.Synthetic;
using NearSource.Topology;

namespace NearSource.Tests.Synthetic;

public sealed class SyntheticFilesTests
{
    [Fact]
    public void What_is_written_is_read_without_a_complaint_as_what_it_was()
    {
        var internet = SyntheticInternet.Generate(new() { Ases = 2000, Seed = 7 });

        var graph = AsGraph.Read(Written(SyntheticFiles.WriteTopology));
        Assert.Equal((0, internet.Graph.LinkCount), (graph.BadLines, graph.Graph!.LinkCount));
        Assert.Equal(internet.Graph.Links, graph.Graph.Links);

        var origins = OriginTable.Read(new StreamReader(Written(SyntheticFiles.WriteOrigins)));
        Assert.Equal(0, origins.BadLines);
        Assert.Equal(internet.Origins.Announced, origins.Table!.Announced);

        var vrps = RpkiReading.Read(Written(SyntheticFiles.WriteVrps));
        Assert.Equal(0, vrps.BadEntries);
        Assert.Equal(internet.Vrps.AsEnumerable(), vrps.Vrps);

        MemoryStream Written(Action<SyntheticInternet, TextWriter> write)
        {
            var text = new StringWriter();
            write(internet, text);
            return new(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }
}
