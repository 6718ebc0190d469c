package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.compute.InstanceHealth;
import io.nova.api.compute.InstanceHealth.Check;
import io.nova.api.compute.InstanceHealth.Verdict;
import io.nova.model.AccessDeniedException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How instances do: only what is known of them decides. */
class HealthTest {

    private static final int START = 180;

    private final Lab lab = new Lab().host("host-1", 8);
    private final HealthManager health =
            new HealthManager(
                    lab.store,
                    lab,
                    lab.roster,
                    lab.clock,
                    Settings.of(HealthManager.Config.class, Map.of("startSeconds", START)));

    private InstanceHealth of(Instance instance) {
        return health.describe(Lab.OWNER, List.of(instance.id()), one -> true, "", 1000)
                .items()
                .get(0);
    }

    private void answers(Instance instance, boolean answers) {
        reports(Lab.saw(lab.now(instance), PowerState.ON).with(Optional.of(answers)));
    }

    private void reports(GuestReport... reports) {
        lab.hears(Lab.HOST, 8, List.of(reports));
    }

    private void pass(int seconds) {
        lab.clock.advance(Duration.ofSeconds(seconds));
        reports();
    }

    private Verdict guest(Instance instance) {
        InstanceHealth now = of(instance);
        assertEquals(Check.of(Verdict.OK), now.system());
        return now.guest().verdict();
    }

    @Test
    void aGuestInitializesUntilItAnswers() {
        Instance instance = lab.running();
        pass(10);
        assertEquals(Verdict.INITIALIZING, guest(instance));
        answers(instance, false);
        assertEquals(Verdict.INITIALIZING, guest(instance));
        answers(instance, true);
        assertEquals(Verdict.OK, guest(instance));
        pass(10_000);
        assertEquals(Verdict.OK, guest(instance));
    }

    @Test
    void oneThatNeverAnswersIsImpairedOnceItHadItsTime() {
        Instance instance = lab.running();
        Instant started = lab.clock.instant();
        answers(instance, false);
        pass(START);
        assertEquals(Check.impaired(started.plusSeconds(START)), of(instance).guest());
    }

    @Test
    void oneThatNoLongerAnswersIsImpairedAtOnce() {
        Instance instance = lab.running();
        answers(instance, true);
        pass(20);
        answers(instance, false);
        Instant since = lab.clock.instant();
        pass(5);
        answers(instance, false);
        assertEquals(Check.impaired(since), of(instance).guest());
        answers(instance, true);
        assertEquals(Verdict.OK, guest(instance));
    }

    @Test
    void oneThatItsHypervisorHoldsIsImpaired() {
        Instance instance = lab.running();
        answers(instance, true);
        reports(Lab.saw(lab.now(instance), PowerState.PAUSED));
        assertEquals(Verdict.IMPAIRED, guest(instance));
    }

    @Test
    void whereNobodyCanAskThereIsNotEnoughToTell() {
        Instance instance = lab.running();
        pass(START);
        assertEquals(Verdict.INSUFFICIENT_DATA, guest(instance));
    }

    @Test
    void anInstanceOfASilentHostIsImpairedAndNothingIsKnownOfItsGuest() {
        Instance instance = lab.running();
        answers(instance, true);
        Instant heard = lab.clock.instant();
        lab.clock.advance(Duration.ofSeconds(60));
        InstanceHealth now = of(instance);
        assertEquals(Check.impaired(heard.plus(lab.roster.silence())), now.system());
        assertEquals(Check.of(Verdict.INSUFFICIENT_DATA), now.guest());
    }

    @Test
    void whatWasFoundHoldsForOneRunOnly() {
        Instance instance = lab.running();
        answers(instance, true);
        var unused = lab.instances.stop(Lab.OWNER, List.of(instance.id()), false);
        assertEquals(Check.of(Verdict.NOT_APPLICABLE), of(instance).guest());
        reports(Lab.saw(lab.now(instance), PowerState.OFF));
        assertEquals(Check.of(Verdict.NOT_APPLICABLE), of(instance).system());
        unused = lab.instances.start(Lab.OWNER, List.of(instance.id()));
        reports(Lab.saw(lab.now(instance), PowerState.ON));
        assertEquals(InstanceState.RUNNING, lab.now(instance).state());
        assertEquals(Verdict.INITIALIZING, guest(instance));
    }

    @Test
    void answersWakeNoHost() {
        Instance instance = lab.running();
        lab.hints.clear();
        answers(instance, true);
        assertEquals(List.of(), lab.hints);
    }

    @Test
    void pagesHoldWhatMatchesOnly() {
        Instance one = lab.running();
        lab.running();
        answers(one, true);
        Page<InstanceHealth> ok =
                health.describe(
                        Lab.OWNER,
                        List.of(),
                        each -> each.guest().verdict() == Verdict.OK,
                        "",
                        1000);
        assertEquals(List.of(one.id()), ok.items().stream().map(h -> h.instance().id()).toList());
        Page<InstanceHealth> first = health.describe(Lab.OWNER, List.of(), each -> true, "", 1);
        assertEquals(1, first.items().size());
        Page<InstanceHealth> second =
                health.describe(Lab.OWNER, List.of(), each -> true, first.next().orElseThrow(), 1);
        assertEquals(1, second.items().size());
        assertEquals(Optional.empty(), second.next());
    }

    @Test
    void onlyWhoMayIsToldAndOnlyOfWhatIsTheirs() {
        Instance instance = lab.running();
        assertThrows(
                NotFoundException.class,
                () -> health.describe(Lab.OTHER, List.of(instance.id()), each -> true, "", 1000));
        lab.denied.add("ec2:DescribeInstanceStatus");
        assertThrows(AccessDeniedException.class, () -> of(instance));
    }
}
