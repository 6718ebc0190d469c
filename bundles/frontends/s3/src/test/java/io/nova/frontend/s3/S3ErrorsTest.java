package io.nova.frontend.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.DamagedException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class S3ErrorsTest {

    private static final ResourceType BUCKET = ResourceType.BUCKET;

    private static final List<CloudException> FAULTS =
            List.of(
                    new NotFoundException(BUCKET, "b"),
                    new AlreadyExistsException(BUCKET, "b"),
                    new IncorrectStateException(BUCKET, "b", "full"),
                    new InUseException(BUCKET, "b", "yours"),
                    new LimitExceededException(BUCKET, "b", "many"),
                    new InsufficientCapacityException(ResourceType.OBJECT, "", "full"),
                    InvalidParameterException.missing("x"),
                    new AccessDeniedException("s3:GetObject", "no"),
                    new AuthenticationFailedException(
                            AuthenticationFailedException.Reason.MISSING, "", "no"),
                    new ConflictException(ConflictException.Reason.PRECONDITION, BUCKET, "b", "no"),
                    new UnsupportedException(BUCKET, "b", "no"),
                    new UnavailableException("state", "no"),
                    new DamagedException(ResourceType.OBJECT, "", "damaged"));

    @Test
    void everyFaultOfTheCloudHasACode() {
        Set<Class<?>> covered = FAULTS.stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(
                Set.copyOf(Arrays.asList(CloudException.class.getPermittedSubclasses())), covered);
        FAULTS.stream()
                .filter(fault -> !(fault instanceof DamagedException))
                .forEach(fault -> assertNotEquals(S3Code.InternalError, S3Errors.of(fault)));
    }

    @Test
    void everyReasonOfRefusalHasACode() {
        for (AuthenticationFailedException.Reason reason :
                AuthenticationFailedException.Reason.values()) {
            S3Code code = S3Errors.of(new AuthenticationFailedException(reason, "", "no"));
            assertEquals(4, code.status() / 100, reason.name());
        }
        for (InvalidParameterException.Problem problem :
                InvalidParameterException.Problem.values()) {
            S3Code code = S3Errors.of(new InvalidParameterException(problem, "x", "no"));
            assertEquals(400, code.status(), problem.name());
        }
    }
}
