package bench

import (
	"context"
	"errors"
)

func (b *bencher) soak(context.Context) error  { return errors.New("not yet") }
func (b *bencher) churn(context.Context) error { return errors.New("not yet") }
