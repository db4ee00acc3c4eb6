using Grains.Sightings;
using Support;

namespace Grains.Tests.Sightings;

/// <summary>What a mitigation remembers of what operators said.</summary>
public sealed class SightingBookTests
{
    private readonly ManualTime _time = new();
    private readonly SightingBook _book;

    public SightingBookTests() => _book = new(_time);

    [Fact]
    public void Whoever_was_asked_is_known_with_or_without_an_answer()
    {
        var round = Open("op2", "op3");

        Assert.Equal(SightingHearing.Taken, _book.Hear("op3", Given.Answer(round)));

        Assert.Equal([("op2", false, false, null), ("op3", true, true, 800)], _book.Known(1).Select(s => (s.Operator, s.Answered, s.Seen, s.Bps)));
        Assert.Equal(new SightingIngress(64510, 800), Assert.Single(_book.Known(1)[1].Ingress));
        Assert.Empty(_book.Known(1)[0].Ingress);
    }

    [Fact]
    public void Not_seen_is_an_answer()
    {
        _book.Hear("op2", Given.Answer(Open("op2"), bps: 0));

        Assert.Equal((true, false), (_book.Known(1).Single().Answered, _book.Known(1).Single().Seen));
    }

    [Fact]
    public void Late_answer_counts_for_the_next_plan()
    {
        var first = Open("op2");
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(_book.Known(1).Single().Answered);

        Assert.Equal(SightingHearing.Taken, _book.Hear("op2", Given.Answer(first)));
        Open("op3");

        Assert.Equal([("op2", true), ("op3", false)], _book.Known(1).Select(s => (s.Operator, s.Answered)));
    }

    [Theory]
    [InlineData(800, 1000, true)]
    [InlineData(40, 1000, false)]
    [InlineData(40, null, true)]
    [InlineData(0, 1000, false)]
    public void Answer_that_came_too_late_for_the_plan_is_news_until_a_plan_knows_it(double bps, int? volume, bool news)
    {
        var round = Open("op2", "op3");
        _book.Hear("op3", Given.Answer(round));
        _book.Known(1);
        Assert.Empty(_book.News(volume));

        _book.Hear("op2", Given.Answer(round, bps));

        Assert.Equal(news ? ["op2"] : [], _book.News(volume).AsEnumerable());
        _book.Known(1);
        Assert.Empty(_book.News(volume));
    }

    [Theory]
    [InlineData(800, 900, false)]
    [InlineData(800, 100, true)]
    [InlineData(800, 0, true)]
    [InlineData(0, 800, true)]
    [InlineData(5000, 3000, false)]
    public void What_differs_from_what_the_plan_knew_by_a_good_part_of_the_attack_is_news(double before, double now, bool news)
    {
        var (one, other) = (Open("op2"), Open("op2"));
        _book.Hear("op2", Given.Answer(one, before));
        _book.Known(1);

        _book.Hear("op2", Given.Answer(other, now));

        Assert.Equal(news, !_book.News(1000).IsEmpty);
    }

    [Fact]
    public void When_operators_were_last_asked_is_remembered_for_the_scope()
    {
        Assert.False(_book.WasAskedWithin(1, TimeSpan.FromSeconds(60)));
        Open("op2");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(_book.WasAskedWithin(1, TimeSpan.FromSeconds(60)));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_book.WasAskedWithin(1, TimeSpan.FromSeconds(60)));
        Open("op2");
        Assert.False(_book.WasAskedWithin(2, TimeSpan.FromSeconds(60)));
        _book.Known(2);
        Assert.False(_book.WasAskedWithin(1, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Newest_answer_of_an_operator_counts()
    {
        _book.Hear("op2", Given.Answer(Open("op2"), 800));
        _book.Hear("op2", Given.Answer(Open("op2"), 5));

        Assert.Equal(5, _book.Known(1).Single().Bps);
    }

    [Fact]
    public void Second_answer_to_one_question_changes_nothing()
    {
        var round = Open("op2");
        _book.Hear("op2", Given.Answer(round, 800));

        Assert.Equal(SightingHearing.Repeated, _book.Hear("op2", Given.Answer(round, 1_000_000)));
        Assert.Equal(800, _book.Known(1).Single().Bps);
    }

    [Fact]
    public void Who_was_not_asked_is_not_heard()
    {
        var round = Open("op2");

        Assert.Equal(SightingHearing.NotAsked, _book.Hear("op3", Given.Answer(round)));
        Assert.Equal(SightingHearing.NotAsked, _book.Hear("op2", Given.Answer(Given.Round(_time, 2, "op2"))));
        Assert.False(_book.Known(1).Single().Answered);
    }

    [Fact]
    public void Answer_minutes_after_its_deadline_is_not_heard()
    {
        var round = Open("op2");
        _time.Advance(TimeSpan.FromSeconds(2) + SightingBook.AnswerableFor + TimeSpan.FromSeconds(1));

        Assert.Equal(SightingHearing.NotAsked, _book.Hear("op2", Given.Answer(round)));
    }

    [Fact]
    public void Old_answers_are_forgotten()
    {
        _book.Hear("op2", Given.Answer(Open("op2")));
        _time.Advance(SightingBook.WorthFor + TimeSpan.FromSeconds(1));

        Assert.DoesNotContain(_book.Known(1), s => s.Answered);
    }

    [Fact]
    public void Answers_about_another_scope_are_forgotten()
    {
        var first = Open("op2");
        _book.Hear("op2", Given.Answer(first));

        Assert.Empty(_book.Known(2));
        Assert.Equal(SightingHearing.NotAsked, _book.Hear("op2", Given.Answer(first)));
    }

    [Fact]
    public void Only_the_last_questions_are_remembered()
    {
        var first = Open("op2");
        for (var n = 0; n < 4; n++)
            Open("op2");

        Assert.Equal(SightingHearing.NotAsked, _book.Hear("op2", Given.Answer(first)));
    }

    private SightingRound Open(params string[] asked)
    {
        var round = Given.Round(_time, 2, asked);
        _book.Open(1, round);
        return round;
    }
}
