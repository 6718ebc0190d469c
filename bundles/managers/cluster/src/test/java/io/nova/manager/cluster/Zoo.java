package io.nova.manager.cluster;

import io.nova.model.ProjectId;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.PoolRule;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.RecordRules;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.List;

/**
 * Records that hold, need and refer to all that records can: cages have animals, each with a number
 * for its ear, and labels say whose an animal is.
 */
final class Zoo implements RecordRules {

    record Cage(String project) {}

    /**
     * An animal.
     *
     * @param number in its ear
     * @param meals how many it gets
     */
    record Animal(String project, String cage, long number, int meals, boolean dead) {
        Animal eating(int more) {
            return new Animal(project, cage, number, more, dead);
        }
    }

    /** What hangs at a cage, and means nothing without the animal. */
    record Label(String animal) {}

    /** A visit to a cage, which only knows the cage's code. */
    record Visit(String code) {}

    static final PoolSpec NUMBERS = new PoolSpec("numbers/all", 1, 1000, Duration.ZERO);

    static final Kind<Cage> CAGE =
            new Kind<>("cage", Cage.class, one -> List.of(IndexEntry.of("all", "")));
    static final Kind<Animal> ANIMAL =
            new Kind<>(
                    "animal",
                    Animal.class,
                    one -> List.of(IndexEntry.of("all", ""), IndexEntry.of("cage", one.cage())));
    static final Kind<Label> LABEL = new Kind<>("label", Label.class, one -> List.of());
    static final Kind<Visit> VISIT = new Kind<>("visit", Visit.class, one -> List.of());

    static ProjectId project(String letter) {
        return new ProjectId("00000000000" + (letter.charAt(0) - 'p' + 1));
    }

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(CAGE)
                        .ofProject(one -> Zoo.project(one.project()))
                        .holding((one, to) -> to.addUp("visits of c", "visits")),
                KindRules.of(ANIMAL)
                        .ofProject(one -> Zoo.project(one.project()))
                        .live(one -> !one.dead())
                        .holding(
                                (one, to) -> {
                                    to.count("project/" + one.project() + "/animals", 1);
                                    to.count("project/" + one.project() + "/meals", one.meals());
                                    to.item(NUMBERS.name(), one.number());
                                })
                        .needing(one -> List.of(Need.of(one.cage(), CAGE.name()).inSameProject()))
                        .faulty(one -> one.meals() < 0 ? List.of("it gives meals") : List.of()),
                KindRules.of(LABEL)
                        .needing(one -> List.of(Need.of(one.animal(), ANIMAL.name()).orUseless())),
                KindRules.of(VISIT).holding((one, to) -> to.count("visits of " + one.code(), 1)));
    }

    @Override
    public List<CounterRule> counters() {
        return List.of(
                CounterRule.sum("project/", "/animals", ANIMAL.name()),
                CounterRule.sum("project/", "/meals", ANIMAL.name()));
    }

    @Override
    public List<PoolRule> pools() {
        return List.of(new PoolRule("numbers/", ANIMAL));
    }

    /** The transaction that an animal comes with. */
    static Tx.Builder comes(Tx.Builder tx, String id, String project, String cage, int meals) {
        int slot = tx.take(NUMBERS.name(), id);
        return tx.createWith(
                        ANIMAL,
                        id,
                        taken -> new Animal(project, cage, taken.item(slot), meals, false))
                .quota("project/" + project + "/animals", 1, Long.MAX_VALUE)
                .quota("project/" + project + "/meals", meals, Long.MAX_VALUE);
    }
}
