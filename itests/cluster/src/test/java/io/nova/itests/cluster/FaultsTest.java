package io.nova.itests.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cluster.Member.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whoeverIsTroubledIsWellInTheEnd() throws Exception {
        Faults faults = new Faults(List.of(member("one"), member("two")), new Random(7));
        faults.run(1);
        assertEquals(List.of(), faults.failures());
        assertTrue(faults.made() >= 1);
        assertEquals(2L * faults.made(), done.size(), done::toString);
        done.forEach(what -> assertTrue(what.matches("(kill|start|stall|goOn) (one|two)"), what));
    }

    @Test
    void aMemberThatDoesNotComeBackIsTold() throws Exception {
        Faults faults = new Faults(List.of(new Broken()), new Random(1));
        faults.run(1);
        assertEquals(faults.made(), faults.failures().size());
        assertTrue(faults.made() >= 1);
    }

    private Member member(String name) {
        return new Member() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Kind kind() {
                return Kind.HOST;
            }

            @Override
            public void start() {
                done.add("start " + name);
            }

            @Override
            public void kill() {
                done.add("kill " + name);
            }

            @Override
            public void stall() {
                done.add("stall " + name);
            }

            @Override
            public void goOn() {
                done.add("goOn " + name);
            }
        };
    }

    /** Ends and never comes back. */
    private static final class Broken implements Member {

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Kind kind() {
            return Kind.STORE;
        }

        @Override
        public void start() {
            throw new AssertionError("it does not start");
        }

        @Override
        public void kill() {}

        @Override
        public void stall() {}

        @Override
        public void goOn() {
            throw new AssertionError("it does not go on");
        }
    }
}
