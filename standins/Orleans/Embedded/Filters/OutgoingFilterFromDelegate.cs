namespace Orleans.Embedded.Filters;

internal sealed class OutgoingFilterFromDelegate(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
}
