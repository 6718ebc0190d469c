package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostNewsTest {

    private static final HostId HOST = new HostId("host-1");

    private final HostNews news = new HostNews(5);

    private static InstanceId instance(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }

    @Test
    void tellsWhatChangedAfterAVersion() {
        long before = news.version();
        news.changed(HOST, instance(1), 10);
        long between = news.version();
        news.changed(HOST, instance(2), 11);
        assertEquals(List.of(instance(1), instance(2)), news.after(HOST, before));
        assertEquals(List.of(instance(2)), news.after(HOST, between));
        assertEquals(List.of(), news.after(HOST, news.version()));
        assertEquals(List.of(), news.after(new HostId("host-2"), before));
    }

    @Test
    void whatIsNotedLateIsToldLate() {
        news.changed(HOST, instance(2), 11);
        long known = news.version();
        news.changed(HOST, instance(1), 10);
        assertEquals(List.of(instance(1)), news.after(HOST, known));
    }

    @Test
    void aCommitThatIsNotedTwiceIsOneChange() {
        news.changed(HOST, instance(1), 10);
        long known = news.version();
        news.changed(HOST, instance(1), 10);
        assertEquals(List.of(), news.after(HOST, known));
    }

    @Test
    void anotherProcessKnowsNothingOfThisOne() {
        assertTrue(news.reachesBackTo(HOST, news.version()));
        assertFalse(new HostNews(6).reachesBackTo(HOST, news.version()));
        assertFalse(new HostNews(4).reachesBackTo(HOST, news.version()));
        assertFalse(news.reachesBackTo(HOST, 0));
    }

    @Test
    void afterAGapEveryoneIsToldEverything() {
        long known = news.version();
        news.gap();
        assertFalse(news.reachesBackTo(HOST, known));
        assertTrue(news.reachesBackTo(HOST, news.version()));
    }

    @Test
    void whatWasForgottenIsNotReachedBackTo() {
        long first = news.version();
        for (int i = 0; i < 10_001; i++) {
            news.changed(HOST, instance(i), i);
        }
        assertFalse(news.reachesBackTo(HOST, first));
        assertTrue(news.reachesBackTo(HOST, news.version()));
        assertTrue(news.reachesBackTo(new HostId("host-2"), first));
    }
}
