"""Operations on tensors: `torch.*`, `torch.nn.functional.*` and the methods of tensors, one file for each family."""
