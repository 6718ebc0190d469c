package io.nova.itests.simulation;

import io.nova.api.cluster.CheckService.Check;
import io.nova.api.cluster.Finding;
import io.nova.manager.cluster.CheckManager;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.spi.state.RecordRules;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operator's own check: after any history whatever the records say of themselves holds. */
final class RecordsCheck {

    private static final RequestContext OPERATOR =
            new RequestContext(
                    "check",
                    new Caller(
                            new UserId("operator"),
                            Client.PROJECT,
                            new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                            Set.of(Role.CLOUDADMIN)));

    private final World world;

    RecordsCheck(World world) {
        this.world = world;
    }

    void check() {
        List<RecordRules> rules = world.managers().get(0).rules();
        CheckManager checks =
                new CheckManager(
                        world.store(),
                        world.surroundings(),
                        world.ids(),
                        rules,
                        List.of(),
                        Settings.of(CheckManager.Config.class, Map.of("settleSeconds", 1)));
        try {
            Check check = checks.check(OPERATOR, records -> {});
            if (check.records() == 0) {
                world.history().violated("fsck", "no record was looked at");
            }
            check.unchecked()
                    .forEach(
                            (kind, count) ->
                                    world.history()
                                            .violated("fsck", count + " " + kind + " unchecked"));
            for (Finding one : check.findings()) {
                world.history()
                        .violated(
                                "fsck",
                                one.fault().word() + " " + one.subject() + " " + one.detail());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
