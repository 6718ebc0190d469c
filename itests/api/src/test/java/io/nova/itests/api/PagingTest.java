package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.itests.api.ApiClient.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long lists, page by page, while they change. */
class PagingTest {

    private static final int ROWS = 17;
    private static final int PAGE = 5;

    private static WholeApi api;
    private static List<Listing> listings;
    private static Belongings reader;

    @BeforeAll
    static void start() {
        api = new WholeApi();
        // A list for each project, which its other lists may well change.
        long lists = Listing.all(new Belongings(api, 1, "own")).count();
        listings =
                IntStream.range(0, (int) lists)
                        .mapToObj(
                                i ->
                                        Listing.all(new Belongings(api, 10 + i, "own"))
                                                .skip(i)
                                                .findFirst()
                                                .orElseThrow())
                        .toList();
        reader = new Belongings(api, 2, "own");
        for (int i = 0; i < PAGE; i++) {
            reader.client
                    .call("CreateSecurityGroup", "GroupName", "g" + i, "GroupDescription", "more")
                    .ok();
        }
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<Listing> listings() {
        return listings.stream();
    }

    static Stream<Listing> filtered() {
        return listings.stream().filter(list -> !list.filter().isEmpty());
    }

    static Stream<String> paged() {
        return api.actions().stream()
                .filter(spec -> spec.parameters().contains("MaxResults"))
                .map(ActionSpec::name);
    }

    @ParameterizedTest
    @MethodSource("listings")
    void whatStaysIsSeenOnceWhateverComesAndGoes(Listing list) {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < ROWS; i++) {
            made.add(list.add().get());
        }
        Set<String> stays = new LinkedHashSet<>(list.rows(list.ask(Map.of())));
        assertTrue(stays.containsAll(made), stays + " without some of " + made);
        Set<String> gone = new HashSet<>();
        List<String> seen = new ArrayList<>();
        Optional<String> token = Optional.of("");
        while (token.isPresent()) {
            Answer answer = list.ask(page(token.get()));
            List<String> page = list.rows(answer);
            page.forEach(row -> assertTrue(list.keeps() || !gone.contains(row), row + " is gone"));
            seen.addAll(page);
            token = token(answer);
            if (token.isPresent()) {
                assertEquals(PAGE, page.size(), answer.body());
                List<String> next = stays.stream().filter(row -> !seen.contains(row)).toList();
                // One that was seen, that at which the page ended, and one that is to come.
                for (String row : Set.copyOf(List.of(page.get(0), page.get(4), next.get(0)))) {
                    if (made.remove(row)) {
                        list.remove().accept(row);
                        gone.add(row);
                    }
                }
                made.add(list.add().get());
                made.add(list.add().get());
            }
        }
        assertEquals(seen.size(), Set.copyOf(seen).size(), "twice in " + seen);
        // How many it is depends on where the random ids of new rows come to lie.
        assertTrue(gone.size() > 2, gone + " are few");
        if (!list.keeps()) {
            stays.removeAll(gone);
        }
        assertTrue(seen.containsAll(stays), seen + " without some of " + stays);
    }

    @ParameterizedTest
    @MethodSource("filtered")
    void aPageIsFilledWithWhatMatches(Listing list) {
        List<String> rows = new ArrayList<>(list.rows(list.ask(Map.of())));
        while (rows.size() < ROWS) {
            rows.add(list.add().get());
        }
        Set<String> values = new HashSet<>();
        List<String> all =
                list.rows(list.ask(Map.of())).stream()
                        .filter(row -> values.add(value(row)))
                        .toList();
        Map<String, String> request = page("");
        request.put("Filter.1.Name", list.filter());
        for (int i = 0; i <= PAGE; i++) {
            // The last of these is far behind, and the first may have the like after it.
            String row = all.get(i == PAGE ? all.size() - 1 : 2 * i + 1);
            request.put("Filter.1.Value." + (i + 1), value(row));
        }
        Answer first = list.ask(request);
        assertEquals(
                List.of(all.get(1), all.get(3), all.get(5), all.get(7), all.get(9)),
                list.rows(first));
        request.put("NextToken", token(first).orElseThrow());
        Answer second = list.ask(request);
        assertEquals(List.of(all.get(all.size() - 1)), list.rows(second));
        assertEquals(Optional.empty(), token(second));
    }

    @ParameterizedTest
    @MethodSource("paged")
    void pagesTogetherShowAll(String action) {
        StringBuilder pages = new StringBuilder();
        Optional<String> token = Optional.of("");
        while (token.isPresent()) {
            Answer answer = reader.client.call(action, page(token.get())).ok();
            pages.append(set(answer));
            token = token(answer);
        }
        assertEquals(set(reader.client.call(action).ok()), pages.toString());
    }

    @ParameterizedTest
    @MethodSource("paged")
    void aTokenOfAnotherListOrOfNoneIsRefused(String action) {
        String other =
                action.equals("DescribeSecurityGroups") ? "DescribeTags" : "DescribeSecurityGroups";
        String token = token(reader.client.call(other, page("")).ok()).orElseThrow();
        for (String bad :
                List.of(
                        token,
                        "x",
                        "AAAA",
                        "====",
                        "i-00000000000000001",
                        "\u0000",
                        "x".repeat(9_000))) {
            for (boolean most : new boolean[] {true, false}) {
                Map<String, String> request = page(bad);
                if (!most) {
                    request.remove("MaxResults");
                }
                Answer answer = reader.client.call(action, request);
                assertEquals(400, answer.status(), answer.body());
                assertTrue(
                        Set.of(
                                        "InvalidParameterValue",
                                        "InvalidNextToken",
                                        "InvalidPaginationToken")
                                .contains(answer.code()),
                        answer.body());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paged")
    void aPageOfAnImpossibleSizeIsRefused(String action) {
        for (String most : List.of("0", "4", "-5", "1001", "2147483653", "5.0", "five")) {
            Answer answer = reader.client.call(action, "MaxResults", most);
            assertEquals(400, answer.status(), answer.body());
            assertEquals("InvalidParameterValue", answer.code(), most);
        }
    }

    @ParameterizedTest
    @MethodSource("listings")
    void whoNamesRowsGetsNoPages(Listing list) {
        if (list.ids().isEmpty()) {
            return;
        }
        Map<String, String> request = page("");
        request.put(list.ids() + ".1", list.rows(list.ask(Map.of())).get(0));
        Answer answer = list.own().client.call(list.action(), request);
        assertEquals(400, answer.status(), answer.body());
        assertEquals("InvalidParameterCombination", answer.code());
    }

    /** Returns what a filter finds the row by. */
    private static String value(String row) {
        return row.substring(row.lastIndexOf(' ') + 1);
    }

    private static Map<String, String> page(String token) {
        Map<String, String> request = new TreeMap<>();
        request.put("MaxResults", String.valueOf(PAGE));
        if (!token.isEmpty()) {
            request.put("NextToken", token);
        }
        return request;
    }

    private static Optional<String> token(Answer answer) {
        return answer.texts("nextToken").stream().filter(text -> !text.isEmpty()).findFirst();
    }

    /** Returns what is in an answer's one set. */
    private static String set(Answer answer) {
        Matcher found =
                Pattern.compile("</requestId>\\s*<(\\w+)>(.*)</\\1>", Pattern.DOTALL)
                        .matcher(answer.body());
        // An empty set may be written short.
        return found.find() ? found.group(2) : "";
    }
}
