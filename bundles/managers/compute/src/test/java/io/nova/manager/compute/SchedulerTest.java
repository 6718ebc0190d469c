package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.manager.compute.Scheduler.Candidate;
import io.nova.model.HostId;
import io.nova.model.InstanceTypeName;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.InstanceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerTest {

    private static final InstanceType TYPE =
            new InstanceType(new InstanceTypeName("m1.small"), 2, 1024, 0);

    /** Hosts are written as free vCPUs/free MiB. */
    @ParameterizedTest(name = "{0} on {1} go {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 |               | ''            ",
                "1 | 8/8192        | h0=1          ",
                "1 | 1/8192        | ''            ",
                "1 | 8/1023        | ''            ",
                "1 | 4/8192 8/8192 | h1=1          ",
                "2 | 8/8192 8/8192 | h0=1 h1=1     ",
                "3 | 8/8192 8/8192 | h0=2 h1=1     ",
                "4 | 2/8192 8/8192 | h0=1 h1=3     ",
                "5 | 2/8192 8/8192 | h0=1 h1=4     ",
                "6 | 2/8192 8/8192 | h0=1 h1=4     ",
                "9 | 6/9999 6/2048 | h0=3 h1=2     ",
                "0 | 8/8192        | ''            ",
            })
    void spreadsOverTheHostsWithTheMostRoom(int count, String hosts, String placed) {
        List<Candidate> candidates = new ArrayList<>();
        for (String host : hosts == null ? new String[0] : hosts.strip().split(" ", -1)) {
            String[] free = host.split("/", -1);
            candidates.add(
                    new Candidate(
                            new HostId("h" + candidates.size()),
                            1,
                            new HostCapacity(
                                    Integer.parseInt(free[0]) + 3,
                                    Integer.parseInt(free[1]) + 100,
                                    0),
                            new HostCapacity(3, 100, 0)));
        }
        Map<Candidate, Integer> placement = Scheduler.place(TYPE, count, candidates);
        assertEquals(
                placed == null ? "" : placed.strip(),
                placement.entrySet().stream()
                        .map(entry -> entry.getKey().host() + "=" + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest(name = "a host that has {0} more than it offers takes none")
    @CsvSource({"1", "1000"})
    void takesNothingFromAHostThatShrank(int over) {
        Candidate host =
                new Candidate(
                        new HostId("h"),
                        1,
                        new HostCapacity(8, 8192, 0),
                        new HostCapacity(8 + over, 8192, 0));
        assertEquals(Map.of(), Scheduler.place(TYPE, 1, List.of(host)));
    }
}
