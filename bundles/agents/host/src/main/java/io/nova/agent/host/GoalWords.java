package io.nova.agent.host;

import io.nova.model.HostRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the words of a host's file. */
final class GoalWords {

    /** All roles. */
    private static final String ALL_IN_ONE = "all-in-one";

    private static final Pattern DRIVER = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");

    private GoalWords() {}

    static Set<HostRole> roles(String text) {
        Set<HostRole> roles = EnumSet.noneOf(HostRole.class);
        for (String word : words(text)) {
            if (word.equals(ALL_IN_ONE)) {
                roles.addAll(EnumSet.allOf(HostRole.class));
            } else {
                roles.add(HostRole.of(word).orElseThrow(() -> noRole(word)));
            }
        }
        return roles;
    }

    private static IllegalArgumentException noRole(String word) {
        return new IllegalArgumentException(
                "'%s' is none of %s, %s".formatted(word, ALL_IN_ONE, HostRole.words()));
    }

    /** Reads drivers' names; whether there are such drivers is another question. */
    static List<String> drivers(String text) {
        List<String> drivers = words(text);
        for (String word : drivers) {
            if (!DRIVER.matcher(word).matches()) {
                throw new IllegalArgumentException("'%s' is no name of a driver".formatted(word));
            }
        }
        return drivers;
    }

    static Goal.Leave leave(String text) {
        return Arrays.stream(Goal.Leave.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is none of empty, now".formatted(text)));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                words.add(part.strip());
            }
        }
        return words;
    }

    /**
     * Returns what to say of drivers that there are none of; empty if there are all.
     *
     * @param known the features that could be installed
     */
    static String unknownDrivers(Collection<String> drivers, Set<String> known) {
        return drivers.stream()
                .filter(word -> !known.contains(FeatureNames.ofDriver(word)))
                .findFirst()
                .map(word -> "'%s' is none of %s".formatted(word, driverWords(known)))
                .orElse("");
    }

    /** Returns what to say of words that are none of a role or a driver. */
    static String unknown(Set<String> words, Set<String> known) {
        return "'%s' is none of a role, which are %s, nor of a driver, which are %s"
                .formatted(String.join("', '", words), HostRole.words(), driverWords(known));
    }

    private static String driverWords(Set<String> known) {
        return known.stream()
                .flatMap(feature -> FeatureNames.driver(feature).stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
