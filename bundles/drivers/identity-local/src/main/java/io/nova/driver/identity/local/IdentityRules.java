package io.nova.driver.identity.local;

import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.RecordRules;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** What must hold of the records of this driver. */
@Component
public final class IdentityRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(Kinds.USERS),
                KindRules.of(Kinds.PROJECTS)
                        .needing(one -> List.of(Need.of(one.manager(), Kinds.USERS.name()))),
                KindRules.of(Kinds.NAMES)
                        .needing(
                                name ->
                                        List.of(
                                                Need.of(
                                                        name.project(),
                                                        Kinds.PROJECTS,
                                                        one -> one.name().equals(name.name())))),
                KindRules.of(Kinds.MEMBERS)
                        .needing(
                                one ->
                                        List.of(
                                                Need.of(one.project(), Kinds.PROJECTS.name()),
                                                Need.of(one.user(), Kinds.USERS.name()))),
                KindRules.of(Kinds.KEYS)
                        .needing(
                                one ->
                                        List.of(
                                                Need.of(one.key().project(), Kinds.PROJECTS.name()),
                                                Need.of(one.key().user(), Kinds.USERS.name()))));
    }
}
