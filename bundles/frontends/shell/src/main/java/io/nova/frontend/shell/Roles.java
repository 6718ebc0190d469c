package io.nova.frontend.shell;

import io.nova.model.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles as an operator writes them. */
final class Roles {

    private Roles() {}

    /**
     * Returns the roles, or those of someone who works with the cloud if none is named: a user is
     * nowhere before an access key or a project says where, and there expects to run instances.
     *
     * @throws IllegalArgumentException naming what is no role, and the roles there are
     */
    static Set<Role> orUsual(List<String> names) {
        return names.isEmpty() ? EnumSet.of(Role.SYSADMIN, Role.NETADMIN) : parse(names);
    }

    static Set<Role> parse(List<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) {
            roles.add(
                    forPeople()
                            .filter(role -> role.name().equalsIgnoreCase(name))
                            .findFirst()
                            .orElseThrow(() -> unknown(name)));
        }
        return roles;
    }

    /** The cloud gives its services theirs itself. */
    private static Stream<Role> forPeople() {
        return Arrays.stream(Role.values()).filter(role -> role != Role.SERVICE);
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "There is no role '%s'; there are %s"
                        .formatted(
                                name,
                                forPeople()
                                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }
}
