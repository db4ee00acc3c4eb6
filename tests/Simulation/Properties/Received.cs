using Controller.Orders;
using Grains.Operators;
using Simulation.Controllers;
using Order = Grains.Operators.Order;

namespace Simulation.Properties;

/// <summary>What each controller was sent of each engagement, and the highest revision that it answered.</summary>
internal sealed class Received
{
    private readonly Dictionary<(string Controller, string Engagement), Track> _tracks = [];

    public Track? Of(ControllerHost controller, string engagement) => _tracks.GetValueOrDefault((controller.Name, engagement));

    public void Handed(ControllerHost controller, Order order)
    {
        if (!_tracks.TryGetValue((controller.Name, order.Engagement), out var track))
            _tracks[(controller.Name, order.Engagement)] = track = new();
        track.Handed[order.Revision] = order;
    }

    public void Answered(ControllerHost controller, Order order, HeldOrder held, DateTimeOffset now)
    {
        var track = Of(controller, order.Engagement)!;
        if (held.Revision <= track.Answered || !track.Handed.TryGetValue(held.Revision, out var top))
            return;
        if (held.Waiting is { } waiting)
            track.Waiting[held.Revision] = waiting.Until ?? DateTimeOffset.MaxValue;
        (track.Answered, track.WithdrawnAt) = (held.Revision, top.Withdraw ? now : null);
        if (!top.Withdraw)
            track.AnsweredOrder = held.Revision;
    }

    internal sealed class Track
    {
        public SortedDictionary<int, Order> Handed { get; } = [];

        /// <summary>Revisions that were answered as not in force yet, and until when at most by the controller's clock: what they change stands meanwhile.</summary>
        public Dictionary<int, DateTimeOffset> Waiting { get; } = [];

        /// <summary>Highest revision that was certainly stored.</summary>
        public int Answered { get; set; }

        /// <summary>Highest revision that was certainly stored and is no withdrawal.</summary>
        public int AnsweredOrder { get; set; }

        /// <summary>Since when the highest revision is a withdrawal.</summary>
        public DateTimeOffset? WithdrawnAt { get; set; }

        /// <summary>The latest end that any order allows which may be the one in force; null when none may.</summary>
        public DateTimeOffset? AllowedEnd => EndFrom(Answered);

        /// <summary>The same, as if no withdrawal had come; null when no order came.</summary>
        public DateTimeOffset? EndInForce => EndFrom(AnsweredOrder);

        private DateTimeOffset? EndFrom(int first)
        {
            DateTimeOffset? end = null;
            foreach (var (revision, order) in Handed)
                if (revision >= first && !order.Withdraw && (end is null || order.NotAfter > end))
                    end = order.NotAfter;
            return end;
        }
    }
}
