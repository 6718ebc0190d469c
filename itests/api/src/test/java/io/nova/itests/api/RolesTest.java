package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.identity.Authorizer;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.model.Caller;
import io.nova.model.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolesTest {

    /** Those who do the work; managers and operators may do all of it anyway. */
    private static final Set<Role> WORKING = Set.of(Role.SYSADMIN, Role.NETADMIN, Role.DEVELOPER);

    private static boolean may(Authorizer authorizer, Role role, ActionSpec action) {
        Caller anybody = WholeApi.caller(1);
        Caller only = new Caller(anybody.user(), anybody.project(), anybody.key(), Set.of(role));
        return authorizer.allows(only, action.permission());
    }

    @Test
    void whateverChangesSomethingIsSomebodysWork() {
        try (WholeApi api = new WholeApi()) {
            Authorizer authorizer = api.service(Authorizer.class);
            List<String> nobodys =
                    api.actions().stream()
                            .filter(ActionSpec::mutates)
                            .filter(
                                    action ->
                                            WORKING.stream()
                                                    .noneMatch(
                                                            role -> may(authorizer, role, action)))
                            .map(ActionSpec::name)
                            .toList();
            assertEquals(List.of(), nobodys);
        }
    }
}
